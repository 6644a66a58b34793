//! Which VPC is measured.

use crate::error::{Context as _, Result};
use tfplugin::plan::Attributes;
use tfplugin::resource::complete;
use tfplugin::schema::{Schema, Shape as AttributeShape};
use tfplugin::value::Value;

/// The tiers that a VPC has room for without saying where, in the order in which they are added.
const TIERS: [&str; 4] = ["public", "private_app", "private_persistence", "transit"];

/// A VPC as its configuration says it; by default as `plinth_env_vpc` is by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// 1 to 4. The first alone has no NAT gateways.
    pub tiers: usize,
    /// Availability zones.
    pub zones: usize,
    /// Whether it has a log group, a role with a policy, and a flow log.
    pub flow_logs: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Self { tiers: 3, zones: 3, flow_logs: true }
    }
}

impl Shape {
    /// Its configuration under a name, in an account (the caller's own) and a region (the provider's).
    pub(super) fn config(
        self,
        schema: &Schema,
        name: &str,
        account_id: Option<&str>,
        region: Option<&str>,
    ) -> Result<Attributes> {
        let text = |text: Option<&str>| text.map_or(Value::Null, Value::string);
        let zones = i64::try_from(self.zones).context("the number of zones")?;
        let names = TIERS.get(..self.tiers).context("there are 1 to 4 tiers")?;
        let tiers = names.iter().map(|name| Ok((*name, nested(schema, "tiers", [])?))).collect::<Result<Vec<_>>>()?;
        let flow_logs = if self.flow_logs {
            Value::Null
        } else {
            nested(schema, "flow_logs", [("destination", Value::string("none"))])?
        };
        let arguments = [
            ("name", Value::string(name)),
            ("account_id", text(account_id)),
            ("region", text(region)),
            ("cidr_block", Value::string("10.20.0.0/16")),
            ("num_availability_zones", Value::integer(zones)),
            ("tiers", Value::map(tiers)),
            ("flow_logs", flow_logs),
        ];
        Ok(complete(schema, arguments.map(|(name, value)| (name.to_owned(), value)).into()))
    }
}

/// One object of a nested attribute: these arguments, and null for all the others.
fn nested<const N: usize>(schema: &Schema, attribute: &str, arguments: [(&str, Value); N]) -> Result<Value> {
    let attribute = schema.object.attribute(attribute).context(format!("an attribute {attribute}"))?;
    let AttributeShape::Nested(_, object) = &attribute.shape else {
        return Err(format!("{} is not nested", attribute.name).into());
    };
    let all = object.attributes.iter().map(|inner| {
        let argument = arguments.iter().find(|(name, _)| *name == inner.name);
        (inner.name, argument.map_or(Value::Null, |(_, value)| value.clone()))
    });
    Ok(Value::object(all.collect::<Vec<_>>()))
}

/// Adds a tag of the resource, which all of its objects get.
pub(super) fn tag(config: &mut Attributes) {
    config.insert("tags".to_owned(), Value::map([("Stage", Value::string("bench"))]));
}

/// Gives the subnets of the public tier public addresses for what starts in them.
pub(super) fn public_addresses(config: &mut Attributes) {
    let Some(Value::Map(tiers)) = config.get_mut("tiers") else { return };
    if let Some(Value::Object(tier)) = tiers.get_mut("public") {
        tier.insert("map_public_ip_on_launch".to_owned(), Value::Bool(true));
    }
}
