module "baseline" {
  source = "../account-baseline"

  account         = var.account
  password_policy = var.password_policy
  regions         = var.regions
  tags            = var.tags
}

module "roles" {
  source = "../cross-account-roles"

  account = var.account
  roles   = var.roles
  tags    = var.tags
}
