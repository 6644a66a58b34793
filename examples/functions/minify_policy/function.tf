# A policy from a file that people can read, in as few characters as AWS takes.
output "policy" {
  value = provider::plinth::minify_policy(file("${path.module}/policy.json"))
}
