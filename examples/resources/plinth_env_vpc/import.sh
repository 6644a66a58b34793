terraform import plinth_env_vpc.prod 444455556666/eu-west-1/prod
