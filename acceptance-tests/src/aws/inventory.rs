//! All that exists in some accounts, whoever remembers it: AWS is asked, no state.
//!
//! | module | what it asks |
//! |---|---|
//! | `accounts` | member accounts that are not searched themselves, as their management account lists them |
//! | `ec2` | networks, a region at a time |
//! | `iam` | roles and their policies |
//! | `kms` | keys and aliases, a region at a time |
//! | `logs` | log groups, a region at a time |
//! | `security` | security services, a region at a time, where somebody asks for them |
//! | `policies` | policies of the organization that an account manages, and their attachments |
//! | `organizations` | the organization that an account manages, and all that is in it |
//! | `s3` | buckets and their settings |
//! | `settings` | settings that are always there, where somebody asks for them |
//! | `shape` | how two inventories compare that were made at different times |

mod accounts;
mod ec2;
mod iam;
mod kms;
mod logs;
mod organizations;
mod policies;
mod s3;
mod security;
mod settings;
mod shape;

pub use shape::Shape;

use super::Account;
use super::xml::Element;
use crate::ensure;
use crate::error::Result;
use std::collections::BTreeSet;

/// An object of AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What AWS calls it: `subnet`.
    pub kind: &'static str,
    /// What tells it apart: `subnet-…`, the ARN of a role, the name of a log group.
    pub id: String,
    /// What only this one has: a role of the same name that is made again has another.
    pub birth: String,
    /// Whether AWS makes and deletes it together with another object: a VPC's main route table.
    pub is_by_aws: bool,
    /// How it looks.
    pub look: Element,
}

/// What exists, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Every object.
    pub objects: Vec<Object>,
}

impl Inventory {
    /// All objects of these accounts: global ones, and those of these regions.
    pub fn take(accounts: &[&Account], regions: &[&str]) -> Result<Self> {
        let mut objects = Vec::new();
        let seen: BTreeSet<&str> = accounts.iter().map(|account| account.id.as_str()).collect();
        ensure!(seen.len() == accounts.len(), "an account is searched twice: {seen:?}");
        crate::runtime().block_on(async {
            for account in accounts {
                objects.extend(iam::objects(account).await?);
                objects.extend(accounts::objects(account, &seen).await?);
                objects.extend(policies::objects(account).await?);
                objects.extend(organizations::objects(account).await?);
                objects.extend(s3::objects(account).await?);
                for region in regions {
                    objects.extend(ec2::objects(account, region).await?);
                    objects.extend(kms::objects(account, region).await?);
                    objects.extend(logs::objects(account, region).await?);
                }
            }
            Ok::<(), crate::error::Error>(())
        })?;
        objects.sort_by(|one, other| (one.kind, &one.id).cmp(&(other.kind, &other.id)));
        Ok(Self { objects })
    }

    /// The same, with the accounts' settings: how each is, whether somebody set it or not.
    pub fn with_settings(accounts: &[&Account], regions: &[&str]) -> Result<Self> {
        let mut inventory = Self::take(accounts, regions)?;
        crate::runtime().block_on(async {
            for account in accounts {
                inventory.objects.extend(settings::objects(account, regions).await?);
            }
            Ok::<(), crate::error::Error>(())
        })?;
        inventory.objects.sort_by(|one, other| (one.kind, &one.id).cmp(&(other.kind, &other.id)));
        Ok(inventory)
    }

    /// The same, with the security services of the regions: how each looks, whether it is on or off.
    pub fn with_security(accounts: &[&Account], regions: &[&str]) -> Result<Self> {
        let mut inventory = Self::with_settings(accounts, regions)?;
        crate::runtime().block_on(async {
            for account in accounts {
                for region in regions {
                    inventory.objects.extend(security::objects(account, region).await?);
                }
            }
            Ok::<(), crate::error::Error>(())
        })?;
        inventory.objects.sort_by(|one, other| (one.kind, &one.id).cmp(&(other.kind, &other.id)));
        Ok(inventory)
    }

    /// The objects that were not there before.
    pub fn since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Object> {
        let births = before.births();
        self.objects.iter().filter(move |object| !births.contains(object.birth.as_str()))
    }

    /// What tells each object apart for ever.
    pub fn births(&self) -> BTreeSet<&str> {
        self.objects.iter().map(|object| object.birth.as_str()).collect()
    }

    /// What is not as it was before, the same whenever it is made: without ids, times and addresses. `names` stand for
    /// ids: of accounts, and of what was there before.
    pub fn shape(&self, before: &Self, names: &[(&str, &str)]) -> Shape {
        let objects = self.objects.iter().filter(|object| !before.objects.contains(object)).collect();
        Shape::of(objects, names)
    }

    /// Nothing is more, less or other than before, to the last id; or what is.
    pub fn same_as(&self, before: &Self) -> Result<()> {
        let tell = |objects: Vec<&Object>| {
            let line = |object: &&Object| format!("  {} {} {:?}", object.kind, object.id, object.look);
            objects.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        let missing = |all: &'_ Self, from: &'_ Self| {
            let objects = all.objects.iter().filter(|object| !from.objects.contains(object));
            tell(objects.collect())
        };
        let (left, gone) = (missing(self, before), missing(before, self));
        ensure!(left.is_empty() && gone.is_empty(), "there is now\n{left}\nand was before\n{gone}");
        Ok(())
    }
}
