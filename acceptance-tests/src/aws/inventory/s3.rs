//! Buckets with their settings, without what is in them.

use super::{Object, kms};
use crate::aws::xml::Element;
use crate::aws::{Account, REGION};
use crate::ensure;
use crate::error::{Context as _, Result};

/// The settings of a bucket, as its paths name them.
const SETTINGS: [&str; 9] = [
    "tagging",
    "versioning",
    "encryption",
    "lifecycle",
    "policy",
    "publicAccessBlock",
    "ownershipControls",
    "object-lock",
    "logging",
];

/// Every bucket of an account, whatever its region.
pub(super) async fn objects(account: &Account) -> Result<Vec<Object>> {
    let (status, text) = account.rest_now("s3", REGION, "GET", "/", "").await?;
    ensure!(status == 200, "ListBuckets: {text}");
    let mut objects = Vec::new();
    for bucket in Element::parse(&text).context("ListBuckets")?.items("Buckets") {
        let name = bucket.text(&["Name"]).to_owned();
        let mut settings = vec![leaf("name", name.clone())];
        for setting in SETTINGS {
            settings.push(look(account, &name, setting).await?);
        }
        objects.push(Object {
            kind: "bucket",
            birth: format!("{name} of {}", bucket.text(&["CreationDate"])),
            id: name,
            is_by_aws: false,
            look: Element { elements: settings, ..leaf("bucket", String::new()) },
        });
    }
    Ok(objects)
}

async fn look(account: &Account, bucket: &str, setting: &str) -> Result<Element> {
    let (status, text) = account.rest_now("s3", REGION, "GET", &format!("/{bucket}?{setting}"), "").await?;
    if status == 404 {
        return Ok(leaf(setting, "none".to_owned()));
    }
    ensure!(status == 200, "{bucket}?{setting}: {text}");
    if setting == "policy" {
        return Ok(leaf(setting, text));
    }
    let mut seen = Element::parse(&text).context(format!("{bucket}?{setting}"))?;
    if setting == "versioning" {
        // What was on and is off says so for ever; what never was on says nothing.
        return Ok(leaf(setting, (seen.text(&["Status"]) == "Enabled").to_string()));
    }
    if setting == "object-lock" && seen.get("Rule").is_none() {
        // It can never be taken back from a bucket, and keeps nothing without a rule.
        return Ok(leaf(setting, "none".to_owned()));
    }
    // Ids of keys differ each time.
    if let Some(key) = leaf_of(&mut seen, "KMSMasterKeyID") {
        key.text = kms::description(account, key.text.trim()).await?;
    }
    Ok(Element { name: setting.to_owned(), elements: vec![seen], ..Element::default() })
}

fn leaf(name: &str, text: String) -> Element {
    Element { name: name.to_owned(), text, ..Element::default() }
}

/// The first element of this name, however deep.
fn leaf_of<'a>(element: &'a mut Element, name: &str) -> Option<&'a mut Element> {
    if element.name == name {
        return Some(element);
    }
    element.elements.iter_mut().find_map(|inner| leaf_of(inner, name))
}
