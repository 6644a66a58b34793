//! What the derive makes of a function, and what a call by position does.

use tfplugin::Function;
use tfplugin::function::{Function, FunctionEntry, FunctionFault, Parameter};
use tfplugin::types::Type;
use tfplugin::value::Value;

/// ARN of an IAM role,
/// from its parts.
///
/// Nothing is looked up.
#[derive(Clone, Debug, Function)]
#[tf(name = "role_arn")]
struct RoleArn {
    /// The account's id.
    #[tf(check = Pattern("[0-9]{12}", "twelve digits"))]
    account_id: String,
    /// The role's name.
    name: String,
    /// The path, without which it is `/`.
    #[tf(name = "path", check = each(Len(1, 512)))]
    folders: Option<Vec<String>>,
}

impl Function for RoleArn {
    type Output = String;

    fn call(self) -> Result<String, FunctionFault> {
        if self.name == "root" {
            return Err(FunctionFault::new("`root` is no role").argument(1));
        }
        let path = self.folders.unwrap_or_default().into_iter().map(|folder| folder + "/").collect::<String>();
        Ok(format!("arn:aws:iam::{}:role/{path}{}", self.account_id, self.name))
    }
}

/// The answer.
#[derive(Clone, Debug, Function)]
#[tf(name = "answer")]
struct Answer {}

impl Function for Answer {
    type Output = i64;

    fn call(self) -> Result<i64, FunctionFault> {
        Ok(42)
    }
}

fn called(arguments: impl IntoIterator<Item = Value>) -> Result<Value, FunctionFault> {
    (FunctionEntry::of::<RoleArn>().call)(arguments.into_iter().collect())
}

#[test]
fn parameters_are_the_fields() {
    let entry = FunctionEntry::of::<RoleArn>();
    assert_eq!((entry.name, &entry.output), ("role_arn", &Type::String));
    assert_eq!(entry.summary(), "ARN of an IAM role, from its parts.");
    let parameters: Vec<_> = entry.parameters().collect();
    let parameter = |name, doc, ty, nullable| Parameter { name, doc, ty, nullable };
    assert_eq!(
        parameters,
        [
            parameter("account_id", "The account's id.", Type::String, false),
            parameter("name", "The role's name.", Type::String, false),
            parameter("path", "The path, without which it is `/`.", Type::list(Type::String), true),
        ]
    );
}

#[test]
fn a_call_goes_by_position() {
    let arn = called(["123456789012", "deploy"].map(Value::string).into_iter().chain([Value::Null]));
    assert_eq!(arn, Ok(Value::string("arn:aws:iam::123456789012:role/deploy")));
    let folders = Value::List(vec![Value::string("ci")]);
    let arn = called([Value::string("123456789012"), Value::string("deploy"), folders]);
    assert_eq!(arn, Ok(Value::string("arn:aws:iam::123456789012:role/ci/deploy")));
    assert_eq!((FunctionEntry::of::<Answer>().call)(Vec::new()), Ok(Value::integer(42)));
}

#[test]
fn a_fault_names_its_argument() {
    let fault = |argument, text: &str| Err(FunctionFault { argument, text: text.to_owned() });
    assert_eq!(
        called([Value::string("1"), Value::string("a"), Value::Null]),
        fault(Some(0), "Invalid value for `account_id`. It must be twelve digits; it is `1`.")
    );
    assert_eq!(
        called([Value::string("123456789012"), Value::string("root"), Value::Null]),
        fault(Some(1), "`root` is no role")
    );
    assert_eq!(
        called([Value::string("123456789012"), Value::Null, Value::Null]),
        fault(Some(1), "name: expected a string, found null")
    );
    let folders = Value::List(vec![Value::string("")]);
    assert_eq!(
        called([Value::string("123456789012"), Value::string("a"), folders]),
        fault(Some(2), "Invalid value for `path[0]`. It must be 1 to 512 characters long; it has 0 characters.")
    );
    assert_eq!(called([]), fault(None, "`role_arn` takes 3 arguments, found 0"));
}
