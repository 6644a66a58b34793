//! `account_email`: the address of an account's root user, out of one mailbox for all.

use tfplugin::Function;
use tfplugin::function::FunctionFault;

/// Makes the e-mail address of an account's root user from a pattern and the account's name.
///
/// `provider::plinth::account_email("aws+{account}@example.com", "prod")` is `aws+prod@example.com`. AWS wants another
/// address for every account; with plus-addressing all of them reach one mailbox.
#[derive(Clone, Debug, Function)]
#[tf(name = "account_email")]
pub struct AccountEmail {
    /// An address that has `{account}` once, before its `@`: `aws+{account}@example.com`.
    #[tf(check = Pattern("[^\\s@{}]*\\{account\\}[^\\s@{}]*@[^\\s@{}]+\\.[^\\s@{}]+", "an address that has `{account}` once, before its `@`"))]
    pattern: String,
    /// Name of the account: `prod`.
    #[tf(check = Pattern("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", "letters, digits, `.`, `_` and `-`, with a letter or a digit at both ends"))]
    name: String,
}

/// Longest address of an account, from
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html>.
const LONGEST: usize = 64;

impl tfplugin::function::Function for AccountEmail {
    type Output = String;

    const SUBCATEGORY: &'static str = "Organization";

    fn call(self) -> Result<String, FunctionFault> {
        let email = self.pattern.replace("{account}", &self.name);
        let length = email.chars().count();
        if length > LONGEST {
            let why = format!("`{email}` has {length} characters, and AWS takes {LONGEST}. Shorten the name or the pattern");
            return Err(FunctionFault::new(why).argument(1));
        }
        Ok(email)
    }
}

#[cfg(test)]
mod tests {
    use tfplugin::function::FunctionEntry;
    use tfplugin::value::Value;

    use super::*;

    fn call(pattern: &str, name: &str) -> Result<Value, Option<usize>> {
        let arguments = vec![Value::string(pattern), Value::string(name)];
        (FunctionEntry::of::<AccountEmail>().call)(arguments).map_err(|fault| fault.argument)
    }

    #[test]
    fn the_name_takes_its_place() {
        assert_eq!(call("aws+{account}@example.com", "prod"), Ok(Value::string("aws+prod@example.com")));
        assert_eq!(call("{account}@aws.example.com", "a.b-c"), Ok(Value::string("a.b-c@aws.example.com")));
    }

    #[test]
    fn the_wrong_argument_is_named() {
        for pattern in ["", "aws@example.com", "a@{account}.example.com", "{account}{account}@b.example", "{account}@b"] {
            assert_eq!(call(pattern, "prod"), Err(Some(0)), "{pattern}");
        }
        for name in ["", "a b", "-a", "a.", "a@b", "x".repeat(50).as_str()] {
            assert_eq!(call("aws+{account}@example.com", name), Err(Some(1)), "{name}");
        }
    }
}
