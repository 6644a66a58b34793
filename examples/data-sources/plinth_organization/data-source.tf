# The organization that the provider's account is in.
data "plinth_organization" "this" {}

output "prod_account_id" {
  value = data.plinth_organization.this.accounts["prod"]
}

# Accounts that are open, under any unit of the workloads.
output "workload_accounts" {
  value = [
    for id, account in data.plinth_organization.this.account_details : id
    if account.status == "ACTIVE" && startswith(account.organizational_unit, "Workloads/")
  ]
}
