# account_id/region/name. The key is the one that `alias/prod-secrets` leads to.
terraform import plinth_secrets_key.prod 444455556666/eu-west-1/prod-secrets
