output "all_route_table_ids" {
  description = "IDs of all route tables of the tiers, for peering connections."
  value       = toset(flatten([for tables in values(plinth_env_vpc.this.route_table_ids) : values(tables)]))
}

output "availability_zone_ids" {
  description = <<-EOT
    IDs of the availability zones to use, such as `use1-az1`, which mean the same place in every account. Append to the
    list; NAT gateways are in the zones at its beginning.
  EOT
  value       = plinth_env_vpc.this.availability_zone_ids
}

output "availability_zones" {
  description = "Names that this account has for the zones, such as `us-east-1a`, by their IDs."
  value       = plinth_env_vpc.this.availability_zones
}

output "cidr_block" {
  description = <<-EOT
    Primary IPv4 block, from `/16` to `/28`; `/20` is the smallest that has room for the default tiers in all zones.
    Required without `ipam_pool_id`.
  EOT
  value       = plinth_env_vpc.this.cidr_block
}

output "default_security_group_id" {
  description = "ID of the default security group, while it is managed."
  value       = plinth_env_vpc.this.default_security_group_id
}

output "egress_only_internet_gateway_id" {
  description = "ID of the egress-only internet gateway, with `ipv6`."
  value       = plinth_env_vpc.this.egress_only_internet_gateway_id
}

output "gateway_endpoint_ids" {
  description = "IDs of the gateway endpoints, by service."
  value       = plinth_env_vpc.this.gateway_endpoint_ids
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_env_vpc.this.id
}

output "interface_endpoint_ids" {
  description = "IDs of the interface endpoints, by service."
  value       = plinth_env_vpc.this.interface_endpoint_ids
}

output "internet_gateway_id" {
  description = "ID of the internet gateway."
  value       = plinth_env_vpc.this.internet_gateway_id
}

output "ipv6_cidr_block" {
  description = "IPv6 block of the VPC."
  value       = plinth_env_vpc.this.ipv6_cidr_block
}

output "nat_gateway_ids" {
  description = "IDs of the NAT gateways, by availability zone ID."
  value       = plinth_env_vpc.this.nat_gateway_ids
}

output "nat_gateway_public_ips" {
  description = "Addresses that the internet sees behind the NAT gateways, by availability zone ID."
  value       = plinth_env_vpc.this.nat_gateway_public_ips
}

output "network_acl_ids" {
  description = "IDs of the network ACLs, by tier."
  value       = plinth_env_vpc.this.network_acl_ids
}

output "private_app_subnet_ids" {
  description = "IDs of the subnets of the tier `private_app`, in the order of the zones."
  value       = plinth_env_vpc.this.private_app_subnet_ids
}

output "private_persistence_subnet_ids" {
  description = "IDs of the subnets of the tier `private_persistence`, in the order of the zones."
  value       = plinth_env_vpc.this.private_persistence_subnet_ids
}

output "public_subnet_ids" {
  description = "IDs of the subnets of the tier `public`, in the order of the zones."
  value       = plinth_env_vpc.this.public_subnet_ids
}

output "route_table_ids" {
  description = "IDs of the route tables, by tier and availability zone ID. Zones may share one."
  value       = plinth_env_vpc.this.route_table_ids
}

output "subnet_cidr_blocks" {
  description = "IPv4 blocks of the subnets, by tier and availability zone ID."
  value       = plinth_env_vpc.this.subnet_cidr_blocks
}

output "subnet_ids" {
  description = "IDs of the subnets, by tier and availability zone ID."
  value       = plinth_env_vpc.this.subnet_ids
}

output "vpc_arn" {
  description = "ARN of the VPC."
  value       = plinth_env_vpc.this.vpc_arn
}

output "vpc_id" {
  description = "ID of the VPC."
  value       = plinth_env_vpc.this.vpc_id
}
