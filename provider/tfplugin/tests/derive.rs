//! What the derives make of structs that use every word.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::diagnostic::{Diagnostics, Path};
use tfplugin::model::{AttributeValue, Json, Model, Named, Out, Secret};
use tfplugin::schema::{Mode, Nesting, Shape};
use tfplugin::types::Type;
use tfplugin::value::Value;
use tfplugin::{DataSource, Object, ProviderBlock, Resource};

/// A role that crosses accounts.
///
/// It trusts whole accounts. More in `docs/`:
///
/// ```hcl
/// x = 1
/// ```
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "role", version = 2)]
pub struct Role {
    /// Name of the role.
    #[tf(required, force_new, check = Len(1, 64), check = Pattern("[a-z]+", "lower-case letters"))]
    name: String,
    /// Where it lives
    /// in the tree.
    #[tf(optional)]
    path: Option<String>,
    /// Hours that a session lasts.
    #[tf(default = 1, check = Range(1, 12))]
    hours: i64,
    /// How it is called.
    #[tf(default = "none", check = OneOf(&["none", "some"]))]
    r#type: String,
    /// Whether it is watched.
    #[tf(default = true)]
    watched: bool,
    /// The person to ask.
    #[tf(optional, computed, volatile)]
    owner: Out<String>,
    /// ARN of the role.
    #[tf(computed, name = "arn")]
    identifier: Out<String>,
    /// Trust policy.
    #[tf(required)]
    policy: Json,
    /// Password, for the first login.
    #[tf(optional, write_only, sensitive)]
    password: Option<Secret<String>>,
    /// Tags.
    #[tf(optional, check = keys(Len(1, 128)), check = each(Len(0, 256)), deprecated = "Use labels.")]
    tags: Option<BTreeMap<String, String>>,
    /// Statements in order.
    #[tf(required, check = Items(1, 5))]
    statements: Vec<Statement>,
    /// Statements without order.
    #[tf(optional)]
    conditions: Option<BTreeSet<Condition>>,
    /// Statements by name.
    #[tf(computed)]
    summaries: Out<BTreeMap<String, Condition>>,
    /// One statement.
    #[tf(required)]
    first: Condition,
    #[tf(block)]
    boundary: Option<Condition>,
    #[tf(block, name = "rule")]
    rules: Vec<Condition>,
    #[tf(block)]
    policies: BTreeMap<String, Policy>,
    #[tf(flatten)]
    common: Common,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Object)]
struct Statement {
    /// Its effect.
    #[tf(default = "Allow", check = OneOf(&["Allow", "Deny"]))]
    effect: String,
    /// Its document.
    #[tf(required)]
    document: Json,
}

/// One policy, which has blocks and so can only be a block itself.
#[derive(Clone, Debug, PartialEq, Object)]
struct Policy {
    /// Its document.
    #[tf(required)]
    document: Json,
    #[tf(block)]
    condition: Vec<Condition>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Object)]
struct Condition {
    /// Its key.
    #[tf(required)]
    key: String,
}

/// What all resources have.
#[derive(Clone, Debug, PartialEq, Object)]
struct Common {
    /// Account it lives in.
    #[tf(optional, computed, force_new)]
    account_id: Out<String>,
    #[tf(block)]
    timeouts: Option<Condition>,
}

/// The caller's account.
#[derive(Clone, Debug, DataSource)]
#[tf(name = "caller")]
struct Caller {
    /// Account id.
    #[tf(computed)]
    account_id: Out<String>,
}

/// Accounts and regions.
#[derive(Clone, Debug, ProviderBlock)]
struct Provider {
    /// Region used by default.
    #[tf(optional)]
    region: Option<String>,
}

/// Nothing at all.
#[derive(Clone, Debug, PartialEq, Object)]
struct Nothing {}

fn condition(key: &str) -> Condition {
    Condition { key: key.to_owned() }
}

fn statement() -> Statement {
    Statement { effect: "Allow".to_owned(), document: Json::new(r#"{"a":1}"#) }
}

fn policy() -> Policy {
    Policy { document: Json::new(r#"{"a":1}"#), condition: vec![condition("x"), condition("y")] }
}

fn role() -> Role {
    Role {
        name: "deploy".to_owned(),
        path: None,
        hours: 1,
        r#type: "none".to_owned(),
        watched: true,
        owner: Out(None),
        identifier: Out::known("arn:aws:iam::1:role/deploy".to_owned()),
        policy: Json::new("{}"),
        password: Some(Secret::new("hunter2".to_owned())),
        tags: Some([("k".to_owned(), "v".to_owned())].into()),
        statements: vec![statement()],
        conditions: Some([condition("b"), condition("a")].into()),
        summaries: Out::known([("one".to_owned(), condition("c"))].into()),
        first: condition("first"),
        boundary: None,
        rules: vec![condition("r")],
        policies: [("p".to_owned(), policy())].into(),
        common: Common { account_id: Out(None), timeouts: Some(condition("t")) },
    }
}

#[test]
fn the_schema_says_what_the_struct_says() {
    let schema = Role::schema();
    assert_eq!((Role::NAME, schema.version, Role::VERSION), ("role", 2, 2));
    assert_eq!(
        schema.object.doc,
        "A role that crosses accounts.\n\nIt trusts whole accounts. More in `docs/`:\n\n```hcl\nx = 1\n```"
    );
    let attributes: Vec<_> = schema.object.attributes.iter().map(|a| (a.name, a.mode)).collect();
    assert_eq!(
        attributes,
        [
            ("name", Mode::Required),
            ("path", Mode::Optional),
            ("hours", Mode::OptionalComputed),
            ("type", Mode::OptionalComputed),
            ("watched", Mode::OptionalComputed),
            ("owner", Mode::OptionalComputed),
            ("arn", Mode::Computed),
            ("policy", Mode::Required),
            ("password", Mode::Optional),
            ("tags", Mode::Optional),
            ("statements", Mode::Required),
            ("conditions", Mode::Optional),
            ("summaries", Mode::Computed),
            ("first", Mode::Required),
            ("account_id", Mode::OptionalComputed),
        ]
    );
    let blocks: Vec<_> = schema.object.blocks.iter().map(|b| (b.name, b.nesting, b.object.doc)).collect();
    assert_eq!(
        blocks,
        [
            ("boundary", Nesting::Single, "One condition."),
            ("rule", Nesting::List, "One condition."),
            ("policies", Nesting::Map, "One policy, which has blocks and so can only be a block itself."),
            ("timeouts", Nesting::Single, "One condition."),
        ]
    );
}

#[test]
fn every_word_is_recorded() {
    let object = Role::object();
    let attribute = |name| object.attribute(name).unwrap();
    assert!(attribute("name").force_new && !attribute("path").force_new && attribute("account_id").force_new);
    assert!(attribute("owner").volatile && !attribute("arn").volatile);
    assert!(attribute("password").sensitive && attribute("password").write_only);
    assert!(!attribute("name").sensitive && !attribute("name").write_only);
    assert_eq!(attribute("tags").deprecated, Some("Use labels."));
    assert_eq!(attribute("path").doc, "Where it lives\nin the tree.");
    let defaults: Vec<_> = object.attributes.iter().filter_map(|a| a.default.clone()).collect();
    assert_eq!(defaults, [Value::integer(1), Value::string("none"), Value::Bool(true)]);
    let demands: Vec<_> = attribute("name").checks.iter().map(tfplugin::check::Check::demand).collect();
    assert_eq!(demands, ["1 to 64 characters long", "lower-case letters"]);

    let mut problems = Diagnostics::new();
    for check in &attribute("tags").checks {
        check.test(&Value::map([("", Value::string("v"))]), &Path::attribute("tags"), &mut problems);
    }
    assert_eq!(problems.iter().count(), 1);
}

#[test]
fn shapes_nest() {
    let object = Role::object();
    let nesting = |name| match &object.attribute(name).unwrap().shape {
        Shape::Nested(nesting, inner) => Some((*nesting, inner.doc)),
        Shape::Leaf(_) => None,
    };
    assert_eq!(nesting("statements"), Some((Nesting::List, "One statement.")));
    assert_eq!(nesting("conditions"), Some((Nesting::Set, "One condition.")));
    assert_eq!(nesting("summaries"), Some((Nesting::Map, "One condition.")));
    assert_eq!(nesting("first"), Some((Nesting::Single, "One condition.")));
    assert_eq!(nesting("tags"), None);
    let condition = Type::object([("key", Type::String)]);
    let Type::Object(types) = object.ty() else { panic!("an object") };
    assert_eq!(types["rule"], Type::list(condition.clone()));
    assert_eq!(types["timeouts"], condition);
    assert_eq!(types["tags"], Type::map(Type::String));
}

#[test]
fn values_round_trip_and_have_every_attribute() {
    let value = role().encode();
    assert_eq!(Role::decode(&value), Ok(role()));
    let Type::Object(types) = Role::object().ty() else { panic!("an object") };
    let names: Vec<_> = value.entries().unwrap().keys().collect();
    assert_eq!(names, types.keys().collect::<Vec<_>>());
    assert_eq!(value.get("boundary"), Some(&Value::Null));
    assert_eq!(value.get("owner"), Some(&Value::Null));
    assert_eq!(value.get("rule"), Some(&Value::List(vec![Value::object([("key", Value::string("r"))])])));
}

#[test]
fn errors_name_the_attribute() {
    let found = |change: fn(&mut BTreeMap<String, Value>)| {
        let mut entries = role().encode().entries().unwrap().clone();
        change(&mut entries);
        Role::decode(&Value::Object(entries)).unwrap_err().to_string()
    };
    assert_eq!(
        found(|entries| drop(entries.insert("name".to_owned(), Value::Null))),
        "name: expected a string, found null"
    );
    assert_eq!(found(|entries| drop(entries.remove("policy"))), "policy: expected a string, found null");
    assert_eq!(
        found(|entries| drop(
            entries.insert("rule".to_owned(), Value::List(vec![Value::object([("key", Value::Null)])]))
        )),
        "rule[0].key: expected a string, found null"
    );
    assert_eq!(
        found(|entries| drop(entries.insert("policies".to_owned(), Value::map([("p", Value::Null)])))),
        "policies[\"p\"]: expected an object, found null"
    );
    assert_eq!(
        found(|entries| drop(entries.insert("timeouts".to_owned(), Value::object([("key", Value::Bool(true))])))),
        "timeouts.key: expected a string, found a bool"
    );
    assert_eq!(Role::decode(&Value::Null).unwrap_err().found, "expected an object, found null");
}

#[test]
fn fields_are_the_names() {
    let f = Role::fields();
    let names = [f.name.name(), f.r#type.name(), f.identifier.name(), f.rules.name(), f.common.account_id.name()];
    assert_eq!(names, ["name", "type", "arn", "rule", "account_id"]);
    // The root is the resource also for what was flattened into it, and the companion is `Copy`.
    let copy = f;
    let _: tfplugin::model::Field<Role, Out<String>> = copy.common.account_id;
    let _: tfplugin::model::Field<Role, Vec<Statement>> = f.statements;
}

#[test]
fn sameness_is_asked_attribute_by_attribute() {
    let spaced = Statement { document: Json::new(r#"{ "a": 1 }"#), ..statement() };
    let other = Statement { document: Json::new(r#"{"a":2}"#), ..statement() };
    let same = |other: &Statement| {
        let attribute = Role::object().attribute("statements").unwrap().same;
        let list = |one: &Statement| vec![one.clone()].encode();
        attribute(&list(&statement()), &list(other))
    };
    assert!(same(&spaced));
    assert!(!same(&other));
    assert!(!<Statement as AttributeValue>::same(&AttributeValue::encode(&statement()), &Value::Null));

    let spaced = Policy { document: Json::new(r#"{ "a": 1 }"#), ..policy() };
    let fewer = Policy { condition: vec![condition("x")], ..spaced.clone() };
    let same = |other: &Policy| {
        <Policy as AttributeValue>::same(&AttributeValue::encode(&policy()), &AttributeValue::encode(other))
    };
    assert!(same(&spaced));
    assert!(!same(&fewer));
}

#[test]
fn other_kinds() {
    assert_eq!((Caller::NAME, Caller::VERSION), ("caller", 0));
    assert_eq!(Caller::fields().account_id.name(), "account_id");
    assert_eq!(Provider::object().doc, "Accounts and regions.");
    let value = Provider { region: None }.encode();
    assert_eq!(value, Value::object([("region", Value::Null)]));
    assert!(Provider::decode(&value).unwrap().region.is_none());
    assert_eq!(Nothing::shape().ty(), Type::Object(BTreeMap::new()));
}
