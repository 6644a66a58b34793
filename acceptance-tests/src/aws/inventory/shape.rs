//! How two inventories compare that were made at different times, in different accounts.
//!
//! AWS's ids, times and addresses differ each time; what they stand for does not. An id is replaced by what the object with
//! that id is, twice: once by its kind and name, which people can read, and then by a number made from how all its
//! neighbours look, so that two objects of the same name whose neighbours are swapped are told apart.

use super::Object;
use crate::aws::xml::Element;
use crate::ensure;
use crate::error::Result;
use regex_lite::Regex;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;

/// Elements whose text differs each time, or follows from other elements.
const VOLATILE: [&str; 16] = [
    "allocationTime",
    "attachTime",
    "availableIpAddressCount",
    "clientToken",
    "createTime",
    "creationTime",
    "creationTimestamp",
    "dnsEntrySet",
    "expirationTime",
    "macAddress",
    "privateDnsName",
    "privateIpAddress",
    "privateIpAddressesSet",
    "publicDnsName",
    "publicIp",
    "requesterId",
];

/// How far a neighbour's look is followed.
const ROUNDS: usize = 3;

/// An id of EC2's: `subnet-0123456789abcdef0`, `vpc-cidr-assoc-…`; or of Organizations': `o-…`, `r-…`, `ou-…-…`, `p-…`.
static ID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let organizations = "o-[0-9a-z]{10,32}|r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|p-[0-9a-z]{8,32}";
    Regex::new(&format!(r"\b([a-z]+(-[a-z]+)*-[0-9a-f]{{8,17}}|{organizations})\b")).ok()
});

/// A block that AWS gave out of its own.
static IPV6: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b2[0-9a-f]{3}:[0-9a-f:]+").ok());

/// The shape of an inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many objects look so.
    looks: BTreeMap<String, usize>,
    /// One number for each object, sorted.
    wiring: Vec<u64>,
}

impl Shape {
    pub(super) fn of(objects: Vec<&Object>, names: &[(&str, &str)]) -> Self {
        let look = |labels: &BTreeMap<&str, String>| -> Vec<String> {
            objects.iter().map(|object| format!("{}: {}", object.kind, rendered(&object.look, labels, names))).collect()
        };
        let mut labels: BTreeMap<&str, String> =
            objects.iter().map(|object| (object.id.as_str(), readable(object))).collect();
        let mut looks = BTreeMap::new();
        let readable = look(&labels);
        for line in &readable {
            *looks.entry(line.clone()).or_default() += 1;
        }
        let mut wiring: Vec<u64> = readable.iter().map(number).collect();
        for _ in 0..ROUNDS {
            labels = objects.iter().zip(&wiring).map(|(object, n)| (object.id.as_str(), format!("{n:016X}"))).collect();
            wiring = look(&labels).iter().map(number).collect();
        }
        wiring.sort_unstable();
        Self { looks, wiring }
    }

    /// This is what was wanted, or how it differs.
    pub fn same_as(&self, wanted: &Self) -> Result<()> {
        let more = |these: &Self, those: &Self| {
            let mut lines = String::new();
            for (look, count) in &these.looks {
                let surplus = count.saturating_sub(*those.looks.get(look).unwrap_or(&0));
                if surplus > 0 {
                    let _ = write!(lines, "\n  {surplus} x {look}");
                }
            }
            lines
        };
        let (extra, missing) = (more(self, wanted), more(wanted, self));
        ensure!(
            extra.is_empty() && missing.is_empty(),
            "there is, and should not be:{extra}\nthere is not, and should be:{missing}"
        );
        ensure!(self.wiring == wanted.wiring, "objects that look right belong to the wrong objects");
        Ok(())
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.wiring.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.wiring.is_empty()
    }
}

fn number(text: &String) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Kind and name, as `subnet(prod-public)`.
fn readable(object: &Object) -> String {
    let tags = object.look.items("tagSet").iter().chain(object.look.items("tags"));
    let name = tags.filter(|tag| tag.text(&["key"]) == "Name").map(|tag| tag.text(&["value"]).to_owned()).next();
    let default = if object.is_by_aws { "default" } else { "" };
    format!("{}({})", object.kind, name.unwrap_or_else(|| default.to_owned()))
}

/// An element with all that differs each time replaced, and in one order: AWS promises none.
fn rendered(element: &Element, labels: &BTreeMap<&str, String>, names: &[(&str, &str)]) -> String {
    if element.elements.is_empty() {
        return format!("{}={}", element.name, plain(element.text.trim(), labels, names));
    }
    let inner = element.elements.iter().filter(|inner| !VOLATILE.contains(&inner.name.as_str()));
    let mut inner: Vec<String> = inner.map(|inner| rendered(inner, labels, names)).collect();
    inner.sort();
    format!("{}{{{}}}", element.name, inner.join(" "))
}

fn plain(text: &str, labels: &BTreeMap<&str, String>, names: &[(&str, &str)]) -> String {
    let mut plain = text.to_owned();
    for (id, name) in names {
        plain = plain.replace(id, name);
    }
    if let Some(ids) = ID.as_ref() {
        let label = |found: &regex_lite::Captures<'_>| {
            let id = found.get(0).map_or("", |id| id.as_str());
            match labels.get(id) {
                Some(label) => label.clone(),
                None if id.starts_with("ou-") => "ou-*".to_owned(),
                None => format!("{}-*", id.rsplit_once('-').map_or(id, |(kind, _)| kind)),
            }
        };
        plain = ids.replace_all(&plain, label).into_owned();
    }
    if let Some(ipv6) = IPV6.as_ref() {
        plain = ipv6.replace_all(&plain, "IPV6").into_owned();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::Inventory;
    use super::*;

    fn leaf(name: &str, text: &str) -> Element {
        Element { name: name.to_owned(), text: text.to_owned(), elements: Vec::new() }
    }

    fn object(kind: &'static str, id: &str, name: &str, refers: &str, block: &str) -> Object {
        let tag = Element { elements: vec![leaf("key", "Name"), leaf("value", name)], ..leaf("item", "") };
        let tags = Element { elements: vec![tag], ..leaf("tagSet", "") };
        let look = Element {
            elements: vec![
                leaf("id", id),
                leaf("vpcId", refers),
                leaf("cidrBlock", block),
                leaf("createTime", id),
                tags,
            ],
            ..leaf("item", "")
        };
        Object { kind, id: id.to_owned(), birth: id.to_owned(), is_by_aws: false, look }
    }

    fn network(n: u32, first: &str, second: &str) -> Shape {
        let (a, b) = (format!("vpc-{n}0000000a"), format!("vpc-{n}0000000b"));
        let own = |which: &str| if which == "a" { a.clone() } else { b.clone() };
        let objects = vec![
            object("VPC", &a, "net", &a, "10.0.0.0/16"),
            object("VPC", &b, "net", &b, "10.1.0.0/16"),
            object("subnet", &format!("subnet-{n}0000000c"), "app", &own(first), "10.0.0.0/24"),
            object("subnet", &format!("subnet-{n}0000000d"), "app", &own(second), "10.1.0.0/24"),
        ];
        Inventory { objects }.shape(&Inventory::default(), &[])
    }

    #[test]
    fn ids_and_times_do_not_matter_and_wiring_does() {
        assert!(network(1, "a", "b").same_as(&network(2, "a", "b")).is_ok());
        // The same kinds, names and blocks, but each in the other's VPC.
        assert!(network(1, "b", "a").same_as(&network(2, "a", "b")).is_err());
    }

    #[test]
    fn a_second_one_of_the_same_look_is_seen() {
        let one = object("subnet", "subnet-00000000", "app", "", "10.0.0.0/24");
        let other = Object { id: "subnet-00000001".to_owned(), ..one.clone() };
        let (single, twice) = (Inventory { objects: vec![one.clone()] }, Inventory { objects: vec![one, other] });
        let nothing = Inventory::default();
        let told = twice.shape(&nothing, &[]).same_as(&single.shape(&nothing, &[])).unwrap_err().to_string();
        assert!(told.contains("1 x subnet"), "{told}");
        assert!(twice.shape(&twice, &[]).is_empty());
    }
}
