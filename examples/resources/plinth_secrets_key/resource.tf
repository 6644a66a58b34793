# The secrets of production: the pipeline writes them, the application reads them, and neither can do the other's part.
resource "plinth_secrets_key" "prod" {
  account_id     = "444455556666"
  region         = "eu-west-1"
  name           = "prod-secrets"
  description    = "Secrets of production"
  administrators = ["arn:aws:iam::444455556666:role/security"]
  encrypters     = ["arn:aws:iam::444455556666:role/ci/deploy"]
  decrypters     = ["arn:aws:iam::444455556666:role/application"]

  # Whoever decrypts says which environment the secret is of, and CloudTrail records it.
  encryption_context = {
    environment = "prod"
  }

  tags = {
    Environment = "prod"
  }
}

# A key that another account's pipelines encrypt with, as far as that account's own policies let them.
resource "plinth_secrets_key" "shared" {
  account_id              = "444455556666"
  region                  = "eu-west-1"
  name                    = "shared/build"
  encrypters              = ["111122223333"]
  decrypters              = ["arn:aws:iam::444455556666:role/application"]
  rotation_period_in_days = 180
  deletion_window_in_days = 7
}
