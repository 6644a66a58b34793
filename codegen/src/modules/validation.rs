//! What a variable must satisfy, as far as its name tells.

/// A validation as it is written.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Validation {
    pub(super) condition: String,
    pub(super) message: String,
    /// A value that is refused, in HCL.
    #[serde(skip)]
    pub(super) refused: String,
}

/// The validation of a variable of this name and type.
pub(super) fn of(name: &str, kind: &str, nullable: bool) -> Option<Validation> {
    let (condition, message, refused) = match (name, kind) {
        (name, "string") if name.ends_with("cidr_block") => (
            format!("can(cidrnetmask(var.{name}))"),
            format!("{name} is an IPv4 block such as 10.0.0.0/16."),
            "\"10.0.0.0\"".to_owned(),
        ),
        (name, "set(string)" | "list(string)") if name.ends_with("cidr_blocks") => (
            format!("can([for block in var.{name} : cidrnetmask(block)])"),
            format!("{name} are IPv4 blocks such as 10.0.0.0/16."),
            "[\"10.0.0.0\"]".to_owned(),
        ),
        (name, "string") if name == "region" || name.ends_with("_region") => (
            format!("can(regex(\"^[a-z]{{2}}(-[a-z]+)+-[0-9]$\", var.{name}))"),
            format!("{name} is the name of a region such as eu-west-1."),
            "\"Ireland\"".to_owned(),
        ),
        ("regions", "set(string)" | "list(string)") => (
            "can([for region in var.regions : regex(\"^[a-z]{2}(-[a-z]+)+-[0-9]$\", region)])".to_owned(),
            "regions are names of regions such as eu-west-1.".to_owned(),
            "[\"Ireland\"]".to_owned(),
        ),
        ("email", "string") => (
            "can(regex(\"^[^@ ]+@[^@ ]+[.][^@ ]+$\", var.email))".to_owned(),
            "email is an e-mail address.".to_owned(),
            "\"nobody\"".to_owned(),
        ),
        ("name", "string") => {
            ("can(regex(\"[^ ]\", var.name))".to_owned(), "name must not be empty.".to_owned(), "\"\"".to_owned())
        }
        (name, "string") if name.ends_with("vpc_id") => (
            format!("can(regex(\"^vpc-[0-9a-f]+$\", var.{name}))"),
            format!("{name} is the ID of a VPC such as vpc-0123456789abcdef0."),
            "\"prod\"".to_owned(),
        ),
        _ => return None,
    };
    let condition = if nullable { format!("var.{name} == null || {condition}") } else { condition };
    Some(Validation { condition, message, refused })
}
