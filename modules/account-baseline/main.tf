resource "plinth_account_baseline" "this" {
  account_id                  = var.account
  alias                       = var.alias
  alternate_contacts          = var.alternate_contacts
  ami_public_access           = var.ami_public_access
  budgets                     = var.budgets
  cost_anomaly_detection      = var.cost_anomaly_detection
  default_security_groups     = var.default_security_groups
  default_vpcs                = var.default_vpcs
  ebs_encryption              = var.ebs_encryption
  ebs_snapshot_public_access  = var.ebs_snapshot_public_access
  imds                        = var.imds
  on_destroy                  = var.on_destroy
  password_policy             = var.password_policy
  regions                     = var.regions
  s3_public_access_block      = var.s3_public_access_block
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
