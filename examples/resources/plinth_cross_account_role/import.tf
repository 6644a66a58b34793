import {
  to = plinth_cross_account_role.developer
  id = "444455556666/developer"
}
