# account_id/region/name of the requester. A connection that Plinth did not make is found by its tag `Name`.
terraform import plinth_vpc_peering.management_to_prod 111122223333/eu-west-1/management-to-prod
