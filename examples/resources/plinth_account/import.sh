# The ID of the account; its e-mail address, or its name if no other account has it, will do as well.
terraform import plinth_account.prod 111122223333
