import {
  to = plinth_organization.this
  id = "111122223333"
}
