import {
  to = plinth_log_archive.this
  id = "111122223333/eu-west-1/acme-log-archive"
}
