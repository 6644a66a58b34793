import {
  to = plinth_vpc_peering.management_to_prod
  id = "111122223333/eu-west-1/management-to-prod"
}
