output "accepter_cidr_blocks" {
  description = "CIDR blocks of the accepter's VPC, IPv4 and IPv6."
  value       = plinth_vpc_peering.this.accepter_cidr_blocks
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_vpc_peering.this.id
}

output "requester_cidr_blocks" {
  description = "CIDR blocks of the requester's VPC, IPv4 and IPv6."
  value       = plinth_vpc_peering.this.requester_cidr_blocks
}

output "status" {
  description = "State of the connection: `active`."
  value       = plinth_vpc_peering.this.status
}

output "vpc_peering_connection_id" {
  description = "ID of the connection, such as `pcx-0123456789abcdef0`."
  value       = plinth_vpc_peering.this.vpc_peering_connection_id
}
