import {
  to = plinth_env_vpc.prod
  id = "444455556666/eu-west-1/prod"
}
