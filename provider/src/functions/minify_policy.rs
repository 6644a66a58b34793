//! `minify_policy`: a policy document in as few characters as it takes.

use tfplugin::Function;
use tfplugin::function::FunctionFault;

use crate::policy::Policy;

/// Removes the white space of a policy document, so that more of it fits under AWS's limits.
///
/// Organizations [counts every character](https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html)
/// of a policy that is written through its API. The elements of the document are
/// put into AWS's usual order, so that the same document always gives the same text; its lists keep their order.
#[derive(Clone, Debug, Function)]
#[tf(name = "minify_policy")]
pub struct MinifyPolicy {
    /// The policy document, as JSON.
    json: String,
}

impl tfplugin::function::Function for MinifyPolicy {
    type Output = String;

    const SUBCATEGORY: &'static str = "Organization";

    fn call(self) -> Result<String, FunctionFault> {
        let policy = Policy::parse(&self.json).map_err(|why| FunctionFault::new(format!("{why}")).argument(0))?;
        Ok(policy.minified())
    }
}

#[cfg(test)]
mod tests {
    use tfplugin::function::FunctionEntry;
    use tfplugin::value::Value;

    use super::*;

    fn call(json: &str) -> Result<Value, Option<usize>> {
        (FunctionEntry::of::<MinifyPolicy>().call)(vec![Value::string(json)]).map_err(|fault| fault.argument)
    }

    #[test]
    fn white_space_goes_only_between_tokens() {
        assert_eq!(
            call("{ \"Statement\": [ ],\n  \"Id\" : \"a b\" }"),
            Ok(Value::string(r#"{"Id":"a b","Statement":[]}"#))
        );
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for json in ["", "{", "[]", "1"] {
            assert_eq!(call(json), Err(Some(0)), "{json}");
        }
    }
}
