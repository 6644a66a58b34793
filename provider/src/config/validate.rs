//! Arguments that exclude or need each other. Unknown ones are taken to be right: they are looked at again once known.

use tfplugin::diagnostic::{Diagnostics, Path};
use tfplugin::plan::Attributes;
use tfplugin::value::Value;

/// Tests the provider block as a whole.
pub fn validate(block: &Attributes, diagnostics: &mut Diagnostics) {
    let config = &Value::Object(block.clone());
    exclusive(config, &Path::root(), "allowed_account_ids", "forbidden_account_ids", diagnostics);
    for other in ["access_key", "secret_key"] {
        exclusive(config, &Path::root(), "profile", other, diagnostics);
    }
    needs(config, "access_key", "secret_key", diagnostics);
    needs(config, "secret_key", "access_key", diagnostics);
    needs(config, "token", "access_key", diagnostics);
    if let Some(access) = config.get("account_access") {
        exclusive(access, &Path::attribute("account_access"), "role_name", "role_arn_template", diagnostics);
    }
    if let Some(web) = config.get("assume_role_with_web_identity").filter(|web| web.entries().is_some()) {
        let path = Path::attribute("assume_role_with_web_identity");
        exclusive(web, &path, "web_identity_token", "web_identity_token_file", diagnostics);
        if [web.get("web_identity_token"), web.get("web_identity_token_file")].into_iter().all(absent) {
            diagnostics.error_at(
                path,
                "Missing web identity token",
                "Set `web_identity_token_file`, or `web_identity_token`: the token proves to AWS who asks for the role.",
            );
        }
        for other in ["access_key", "profile"] {
            if is_set(config.get(other)) {
                diagnostics.error_at(
                    Path::attribute(other),
                    format!("`{other}` and `assume_role_with_web_identity` are both set"),
                    "Both say whose credentials to begin with. Keep one of them.",
                );
            }
        }
    }
}

/// At most one of two arguments.
fn exclusive(object: &Value, path: &Path, first: &str, second: &str, diagnostics: &mut Diagnostics) {
    if is_set(object.get(first)) && is_set(object.get(second)) {
        diagnostics.error_at(
            path.then(second),
            format!("`{first}` and `{second}` are both set"),
            "They exclude each other. Keep one of them.",
        );
    }
}

/// `first` makes no sense without `second`.
fn needs(object: &Value, first: &str, second: &str, diagnostics: &mut Diagnostics) {
    if is_set(object.get(first)) && absent(object.get(second)) {
        diagnostics.error_at(
            Path::attribute(first),
            format!("`{first}` is set without `{second}`"),
            format!("Set `{second}` as well, or leave both to a profile or the environment."),
        );
    }
}

fn is_set(value: Option<&Value>) -> bool {
    value.is_some_and(|value| !value.is_null() && !value.is_unknown())
}

fn absent(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_null)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(config: Value) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        validate(config.entries().unwrap(), &mut diagnostics);
        diagnostics.iter().map(|d| format!("{}: {}", d.path.clone().unwrap_or_default(), d.summary)).collect()
    }

    #[test]
    fn arguments_that_exclude_each_other() {
        let ids = || Value::set([Value::string("111122223333")]);
        assert_eq!(
            problems(Value::object([("allowed_account_ids", ids()), ("forbidden_account_ids", ids())])),
            ["forbidden_account_ids: `allowed_account_ids` and `forbidden_account_ids` are both set"]
        );
        let access = Value::object([("role_name", Value::string("a")), ("role_arn_template", Value::string("b"))]);
        assert_eq!(
            problems(Value::object([("account_access", access)])),
            ["account_access.role_arn_template: `role_name` and `role_arn_template` are both set"]
        );
        let keys = [("profile", "a"), ("access_key", "b"), ("secret_key", "c")];
        assert_eq!(
            problems(Value::object(keys.map(|(name, text)| (name, Value::string(text))))),
            [
                "access_key: `profile` and `access_key` are both set",
                "secret_key: `profile` and `secret_key` are both set"
            ]
        );
    }

    #[test]
    fn arguments_that_need_each_other() {
        assert_eq!(
            problems(Value::object([("access_key", Value::string("a"))])),
            ["access_key: `access_key` is set without `secret_key`"]
        );
        assert_eq!(
            problems(Value::object([("token", Value::string("a")), ("access_key", Value::Null)])),
            ["token: `token` is set without `access_key`"]
        );
        let web = Value::object([("role_arn", Value::string("r"))]);
        assert_eq!(
            problems(Value::object([("assume_role_with_web_identity", web)])),
            ["assume_role_with_web_identity: Missing web identity token"]
        );
    }

    #[test]
    fn what_is_unknown_may_still_turn_out_right() {
        assert_eq!(
            problems(Value::object([
                ("access_key", Value::string("a")),
                ("secret_key", Value::UNKNOWN),
                ("profile", Value::UNKNOWN),
                ("account_access", Value::UNKNOWN),
                ("assume_role_with_web_identity", Value::UNKNOWN),
            ])),
            [""; 0]
        );
    }
}
