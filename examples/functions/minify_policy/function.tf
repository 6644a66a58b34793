# The same document, in as few characters as it takes.
output "deny_leaving" {
  value = provider::plinth::minify_policy(<<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
      ]
    }
  JSON
  )
}
