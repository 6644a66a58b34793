# The archive of an organization, in an account of its own. Its key is made with it.
resource "plinth_log_archive" "this" {
  account_id = "111122223333"
  region     = "eu-west-1"
  bucket     = "acme-log-archive"
  readers    = ["arn:aws:iam::444455556666:role/security-audit"]

  retention = {
    transitions = {
      STANDARD_IA = 30
      GLACIER     = 180
    }
    expiration_days                    = 2555
    noncurrent_version_expiration_days = 90
  }

  # Nobody deletes a log in its first year without a permission that nobody usually has.
  object_lock = {
    mode = "GOVERNANCE"
    days = 365
  }

  tags = {
    Team = "security"
  }
}

# An archive for flow logs alone, with a key that is managed elsewhere.
resource "plinth_log_archive" "flow_logs" {
  account_id         = "111122223333"
  region             = "us-east-1"
  sources            = ["vpc_flow_logs"]
  kms_master_key_arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  retention = {
    expiration_days = 90
  }

  access_logging = {
    bucket = "acme-access-logs"
    prefix = "flow-logs/"
  }
}

output "trail_bucket" {
  description = "What `s3_bucket_name` of an organization's trail is."
  value       = plinth_log_archive.this.bucket
}
