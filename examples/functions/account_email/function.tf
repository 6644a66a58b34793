# One mailbox, another address for each account.
output "prod_email" {
  value = provider::plinth::account_email("aws+{account}@example.com", "prod")
}
