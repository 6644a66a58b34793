import {
  to = plinth_secrets_key.prod
  id = "444455556666/eu-west-1/prod-secrets"
}
