# account_id/region/bucket
terraform import plinth_log_archive.this 111122223333/eu-west-1/acme-log-archive
