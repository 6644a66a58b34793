# Three tiers in three availability zones, with a NAT gateway in each zone, flow logs, and gateway endpoints.
resource "plinth_env_vpc" "prod" {
  account_id = "444455556666"
  region     = "eu-west-1"
  name       = "prod"
  cidr_block = "10.20.0.0/16"

  tags = {
    Environment = "prod"
  }
}

# A cheaper VPC for development: two zones, one NAT gateway, records of refused traffic only.
resource "plinth_env_vpc" "dev" {
  account_id             = "777788889999"
  region                 = "eu-west-1"
  name                   = "dev"
  cidr_block             = "10.30.0.0/16"
  num_availability_zones = 2
  nat_gateways           = "single"

  flow_logs = {
    traffic_type   = "REJECT"
    retention_days = 14
  }
}

# Zones that mean the same place in every account, tiers of one's own, IPv6, private ways to AWS's services, and
# subnets that Kubernetes finds.
resource "plinth_env_vpc" "platform" {
  name                  = "platform"
  cidr_block            = "10.40.0.0/16"
  secondary_cidr_blocks = ["100.64.0.0/16"]
  availability_zone_ids = ["euw1-az1", "euw1-az2"]
  ipv6                  = true
  eks_cluster_names     = ["blue"]

  tiers = {
    public              = {}
    private_app         = {}
    private_persistence = {}
    pods = {
      route     = "nat"
      ipv6_slot = 30
      cidr_blocks = {
        euw1-az1 = "100.64.0.0/18"
        euw1-az2 = "100.64.64.0/18"
      }
    }
  }

  interface_endpoints = {
    services = ["ecr.api", "ecr.dkr", "ssm", "ssmmessages"]
  }

  network_acls = {
    private_persistence = {
      ingress = {
        100 = { protocol = "tcp", from_port = 5432, cidr_block = "10.40.0.0/16" }
      }
      egress = {
        100 = { protocol = "tcp", from_port = 1024, to_port = 65535, cidr_block = "10.40.0.0/16" }
      }
    }
  }

  flow_logs = {
    destination = "s3"
    bucket_arn  = "arn:aws:s3:::acme-log-archive/vpc-flow-logs"
  }
}

output "prod_private_app_subnet_ids" {
  description = "Where applications run."
  value       = plinth_env_vpc.prod.private_app_subnet_ids
}
