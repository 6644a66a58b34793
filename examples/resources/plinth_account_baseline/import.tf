import {
  to = plinth_account_baseline.prod
  id = "111122223333/eu-west-1,us-east-1"
}
