import {
  to = plinth_account.prod
  id = "111122223333"
}
