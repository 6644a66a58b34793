use super::*;
use crate::function::{Function, FunctionFault};
use crate::model::{Named, Out, Secret};
use crate::{Function, Object, Resource};

/// A role.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "role", version = 3)]
struct Role {
    /// Name of the role.
    #[tf(required, force_new)]
    name: String,
    /// Hours.
    #[tf(default = 1, deprecated = "Use minutes.")]
    hours: i64,
    /// Password.
    #[tf(optional, write_only, sensitive)]
    password: Option<Secret<String>>,
    /// Statements in order.
    #[tf(computed)]
    statements: Out<Vec<Statement>>,
    #[tf(block)]
    rule: Vec<Statement>,
    #[tf(block)]
    limit: Option<Nothing>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Object)]
struct Statement {
    /// Its tags.
    #[tf(optional)]
    tags: Option<BTreeMap<String, String>>,
}

/// Nothing.
#[derive(Clone, Debug, PartialEq, Object)]
struct Nothing {}

/// ARN of a role.
///
/// In full.
#[derive(Clone, Debug, Function)]
#[tf(name = "role_arn")]
struct RoleArn {
    /// The account's id.
    account_id: Option<String>,
}

impl Function for RoleArn {
    type Output = String;

    fn call(self) -> Result<String, FunctionFault> {
        Ok(self.account_id.unwrap_or_default())
    }
}

#[test]
fn the_form_is_that_of_terraform() {
    let declared = Declared {
        address: "registry.terraform.io/acme/plinth".to_owned(),
        provider: Schema { version: 0, object: Object::default() },
        resources: [("plinth_role".to_owned(), Role::schema())].into(),
        data_sources: BTreeMap::new(),
        ephemeral_resources: BTreeMap::new(),
        functions: vec![FunctionEntry::of::<RoleArn>()],
    };
    let expected = r#"{
  "format_version": "1.0",
  "provider_schemas": {
    "registry.terraform.io/acme/plinth": {
      "functions": {
        "role_arn": {
          "description": "ARN of a role.\n\nIn full.",
          "parameters": [
            {
              "description": "The account's id.",
              "is_nullable": true,
              "name": "account_id",
              "type": "string"
            }
          ],
          "return_type": "string",
          "summary": "ARN of a role."
        }
      },
      "provider": {
        "block": {
          "description_kind": "markdown"
        },
        "version": 0
      },
      "resource_schemas": {
        "plinth_role": {
          "block": {
            "attributes": {
              "hours": {
                "computed": true,
                "deprecated": true,
                "description": "Hours.",
                "description_kind": "markdown",
                "optional": true,
                "type": "number"
              },
              "name": {
                "description": "Name of the role.",
                "description_kind": "markdown",
                "required": true,
                "type": "string"
              },
              "password": {
                "description": "Password.",
                "description_kind": "markdown",
                "optional": true,
                "sensitive": true,
                "type": "string",
                "write_only": true
              },
              "statements": {
                "computed": true,
                "description": "Statements in order.",
                "description_kind": "markdown",
                "nested_type": {
                  "attributes": {
                    "tags": {
                      "description": "Its tags.",
                      "description_kind": "markdown",
                      "optional": true,
                      "type": [
                        "map",
                        "string"
                      ]
                    }
                  },
                  "nesting_mode": "list"
                }
              }
            },
            "block_types": {
              "limit": {
                "block": {
                  "description": "Nothing.",
                  "description_kind": "markdown"
                },
                "nesting_mode": "single"
              },
              "rule": {
                "block": {
                  "attributes": {
                    "tags": {
                      "description": "Its tags.",
                      "description_kind": "markdown",
                      "optional": true,
                      "type": [
                        "map",
                        "string"
                      ]
                    }
                  },
                  "description": "One statement.",
                  "description_kind": "markdown"
                },
                "nesting_mode": "list"
              }
            },
            "description": "A role.",
            "description_kind": "markdown"
          },
          "version": 3
        }
      }
    }
  }
}
"#;
    assert_eq!(render(&declared), expected);
}
