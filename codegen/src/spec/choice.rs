//! Values that may be said in a short and in a long way.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::At;

/// One word, such as `all` or `root`, or a list of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// The word.
    Word(String),
    /// The list.
    List(Vec<At<String>>),
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one name or a list of names")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Names, E> {
                Ok(Names::Word(word.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element()? {
                    names.push(name);
                }
                Ok(Names::List(names))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "uniqueItems": true }] })
    }
}

/// How a VPC's private subnets reach the internet: the same everywhere, or by account with a `default`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatGateways {
    /// What holds where no account says otherwise.
    pub default: String,
    /// What holds in an account.
    pub accounts: BTreeMap<At<String>, String>,
}

impl NatGateways {
    /// What holds in that account.
    pub fn of(&self, account: &str) -> &str {
        self.accounts
            .iter()
            .find(|(name, _)| name.value == account)
            .map_or(self.default.as_str(), |(_, value)| value.as_str())
    }
}

impl<'de> Deserialize<'de> for NatGateways {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NatGateways, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = NatGateways;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`one_per_az`, `single`, `none`, a number, or these by account with a `default`")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<NatGateways, E> {
                Ok(NatGateways { default: word.to_owned(), accounts: BTreeMap::new() })
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<NatGateways, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<NatGateways, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NatGateways, A::Error> {
                let mut read = NatGateways { default: "single".to_owned(), accounts: BTreeMap::new() };
                while let Some((account, value)) = map.next_entry::<At<String>, String>()? {
                    if account.value == "default" {
                        read.default = value;
                    } else {
                        read.accounts.insert(account, value);
                    }
                }
                Ok(read)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for NatGateways {
    fn schema_name() -> Cow<'static, str> {
        "NatGateways".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = json_schema!({ "oneOf": [{ "enum": ["one_per_az", "single", "none"] }, { "type": "integer", "minimum": 0 }] });
        json_schema!({ "anyOf": [one, { "type": "object", "additionalProperties": one }] })
    }
}
