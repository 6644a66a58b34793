//! `sign_in_url`: the console's page for switching to a role.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tfplugin::Function;
use tfplugin::function::FunctionFault;

/// Makes the URL at which a person who is signed in to the AWS console switches to a role in another account.
///
/// AWS is not asked: neither the account nor the role need exist. A `plinth_cross_account_role` has the URL of its own role
/// as `sign_in_url`.
#[derive(Clone, Debug, Function)]
#[tf(name = "sign_in_url")]
pub struct SignInUrl {
    /// ID or alias of the account that the role is in.
    #[tf(check = Pattern("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", "an account ID of twelve digits, or an account alias"))]
    account: String,
    /// Name of the role, after its path if it has one: `read-only` or `people/read-only`.
    #[tf(check = Pattern("/?([!-.0-~]+/)*[\\w+=,.@-]{1,64}", "a role's name of at most 64 letters, digits and `_+=,.@-`, after its path if it has one"))]
    role: String,
    /// Text that the console shows while the role is in use.
    #[tf(check = Len(1, 64))]
    label: String,
}

impl tfplugin::function::Function for SignInUrl {
    type Output = String;

    const SUBCATEGORY: &'static str = "Access";

    fn call(self) -> Result<String, FunctionFault> {
        Ok(sign_in_url(&self.account, &self.role, &self.label))
    }
}

/// What may stand in a query as it is: <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address for an account's id or alias, a role's name with its path, and a label:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html>.
pub fn sign_in_url(account: &str, role: &str, label: &str) -> String {
    let encode = |text| utf8_percent_encode(text, RESERVED);
    format!(
        "https://signin.aws.amazon.com/switchrole?account={}&roleName={}&displayName={}",
        encode(account),
        encode(role.trim_start_matches('/')),
        encode(label)
    )
}

#[cfg(test)]
mod tests {
    use tfplugin::function::FunctionEntry;
    use tfplugin::value::Value;

    use super::*;

    fn call(arguments: [&str; 3]) -> Result<Value, Option<usize>> {
        (FunctionEntry::of::<SignInUrl>().call)(arguments.map(Value::string).to_vec()).map_err(|fault| fault.argument)
    }

    #[test]
    fn everything_is_encoded() {
        assert_eq!(
            call(["acme-stage", "ci/a+b@c", "stage & more é"]),
            Ok(Value::string(
                "https://signin.aws.amazon.com/switchrole?account=acme-stage&roleName=ci%2Fa%2Bb%40c\
                 &displayName=stage%20%26%20more%20%C3%A9"
            ))
        );
    }

    #[test]
    fn the_wrong_argument_is_named() {
        assert_eq!(call(["Acme", "a", "b"]), Err(Some(0)));
        assert_eq!(call(["acme", "a b", "b"]), Err(Some(1)));
        assert_eq!(call(["acme", "a", ""]), Err(Some(2)));
    }
}
