# Whose credentials the provider has.
data "plinth_caller" "current" {}

# What these credentials become in another account.
data "plinth_caller" "stage" {
  account_id = "444455556666"
}

output "caller_arns" {
  value = {
    current = data.plinth_caller.current.arn
    stage   = data.plinth_caller.stage.arn
  }
}
