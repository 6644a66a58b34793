locals {
  accounts = {
    stage = "444455556666"
    prod  = "777788889999"
  }
}

# One link per account, for a page of the team's handbook.
output "sign_in_urls" {
  value = {
    for name, id in local.accounts :
    name => provider::plinth::sign_in_url(id, "read-only", "${name} (read only)")
  }
}
