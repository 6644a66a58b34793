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

module "vpc" {
  source = "../env-vpc"

  account                = var.account
  availability_zone_ids  = var.availability_zone_ids
  cidr_block             = var.cidr_block
  flow_logs              = var.flow_logs
  name                   = var.name
  nat_gateways           = var.nat_gateways
  num_availability_zones = var.num_availability_zones
  region                 = var.region
  tags                   = var.tags
}

module "secrets_key" {
  source = "../secrets-key"

  account    = var.account
  decrypters = var.decrypters
  encrypters = var.encrypters
  name       = var.name
  region     = var.region
  tags       = var.tags
}
