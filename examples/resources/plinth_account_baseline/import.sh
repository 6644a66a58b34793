# account_id/regions, the regions with commas between them.
terraform import plinth_account_baseline.prod 111122223333/eu-west-1,us-east-1
