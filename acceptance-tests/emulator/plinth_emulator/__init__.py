"""An AWS that runs on loopback: moto, made to answer as AWS does where Plinth relies on it."""

import os

# moto reads these when it is imported. Loading all of AWS's managed policies costs 33 MB and 1.5 s per account, so
# `moto_setup` leaves a few; the default AMIs cost 90 ms per account and region.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"
