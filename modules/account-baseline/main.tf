# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.account[*], var.management_account[*]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_account_baseline" "this" {
  access_analyzer             = var.access_analyzer
  account_id                  = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  alias                       = var.alias
  alternate_contacts          = var.alternate_contacts
  ami_public_access           = var.ami_public_access
  budgets                     = var.budgets
  cis_alarms                  = var.cis_alarms
  cloudtrail                  = var.cloudtrail
  config                      = var.config
  cost_anomaly_detection      = var.cost_anomaly_detection
  default_security_groups     = var.default_security_groups
  default_vpcs                = var.default_vpcs
  ebs_encryption              = var.ebs_encryption
  ebs_snapshot_public_access  = var.ebs_snapshot_public_access
  guardduty                   = var.guardduty
  home_region                 = var.home_region
  imds                        = var.imds
  inspector                   = var.inspector
  log_bucket                  = var.log_bucket
  log_kms_key_arn             = var.log_kms_key_arn
  log_prefix                  = var.log_prefix
  macie                       = var.macie
  management_account_id       = var.management_account == null ? null : lookup(local.account_ids, var.management_account, var.management_account)
  on_destroy                  = var.on_destroy
  password_policy             = var.password_policy
  regions                     = var.regions
  s3_public_access_block      = var.s3_public_access_block
  security_hub                = var.security_hub
  service_quotas              = var.service_quotas
  ssm_document_public_sharing = var.ssm_document_public_sharing
  tags                        = var.tags

  dynamic "timeouts" {
    for_each = var.timeouts[*]

    content {
      create = timeouts.value.create
      delete = timeouts.value.delete
      update = timeouts.value.update
    }
  }
}
