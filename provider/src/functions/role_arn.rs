//! `role_arn`: the ARN of a role from where it is and what it is called.

use tfplugin::Function;
use tfplugin::function::FunctionFault;

/// Makes the ARN of an IAM role from its account and its name, without asking AWS.
///
/// `provider::plinth::role_arn("111122223333", "ci/deploy")` is `arn:aws:iam::111122223333:role/ci/deploy`. The role need
/// not exist. The ARN is always one of the partition `aws`.
#[derive(Clone, Debug, Function)]
#[tf(name = "role_arn")]
pub struct RoleArn {
    /// ID of the account.
    #[tf(check = Pattern("[0-9]{12}", "twelve digits"))]
    account_id: String,
    /// Name of the role, after its path if it has one: `deploy` or `ci/deploy`.
    #[tf(check = Pattern("/?([!-.0-~]+/)*[\\w+=,.@-]{1,64}", "a role's name of at most 64 letters, digits and `_+=,.@-`, after its path if it has one"))]
    name: String,
}

impl tfplugin::function::Function for RoleArn {
    type Output = String;

    const SUBCATEGORY: &'static str = "Access";

    fn call(self) -> Result<String, FunctionFault> {
        Ok(format!("arn:aws:iam::{}:role/{}", self.account_id, self.name.trim_start_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use tfplugin::function::FunctionEntry;
    use tfplugin::value::Value;

    use super::*;

    fn call(account_id: &str, name: &str) -> Result<Value, Option<usize>> {
        let arguments = vec![Value::string(account_id), Value::string(name)];
        (FunctionEntry::of::<RoleArn>().call)(arguments).map_err(|fault| fault.argument)
    }

    #[test]
    fn an_arn_has_account_path_and_name() {
        assert_eq!(call("111122223333", "deploy"), Ok(Value::string("arn:aws:iam::111122223333:role/deploy")));
        assert_eq!(call("111122223333", "ci/deploy"), Ok(Value::string("arn:aws:iam::111122223333:role/ci/deploy")));
        assert_eq!(call("111122223333", "/ci/deploy"), Ok(Value::string("arn:aws:iam::111122223333:role/ci/deploy")));
    }

    #[test]
    fn the_wrong_argument_is_named() {
        assert_eq!(call("1111", "deploy"), Err(Some(0)));
        for name in ["", "de ploy", "a/", "x".repeat(65).as_str(), "arn:aws:iam::111122223333:role/a b"] {
            assert_eq!(call("111122223333", name), Err(Some(1)), "{name}");
        }
    }
}
