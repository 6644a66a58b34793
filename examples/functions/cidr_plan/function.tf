# { public = { euw1-az1 = "10.0.24.0/22", euw1-az2 = "10.0.56.0/22" } }
output "public_blocks" {
  value = provider::plinth::cidr_plan("10.0.0.0/16", ["public"], ["euw1-az1", "euw1-az2"])
}
