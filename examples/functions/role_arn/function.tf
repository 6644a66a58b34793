# Trusts a role of another account without looking it up.
resource "plinth_cross_account_role" "deploy" {
  account_id         = "444455556666"
  name               = "deploy"
  access             = "auto_deploy"
  policies           = ["arn:aws:iam::aws:policy/PowerUserAccess"]
  trusted_principals = [provider::plinth::role_arn("111122223333", "ci/runner")]
}
