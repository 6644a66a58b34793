//! Access Analyzer tells what is shared with others.

use std::collections::BTreeSet;

use tfplugin::composite::Graph;
use tfplugin::model::Named;

use super::AccountBaseline;
use super::guardrail::{BaselineField, Guardrail, MODES, Scope};
use super::service::{Ground, In, Tags, here, in_management, once};
use crate::parts::accessanalyzer::analyzer::{Analyzer, AnalyzerWant, default_name};
use crate::parts::organizations::service_administrator::ServiceAdministrator;
use crate::parts::organizations::service_trust::ServiceTrust;

/// Findings about access from outside, and about access that nobody uses.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct AccessAnalyzer {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Whom access is from outside of: the `account`, or the whole `organization`, whose administrator of Access Analyzer
    /// the account then becomes. The organization needs `management_account_id`.
    #[tf(default = "account", check = OneOf(&["account", "organization"]))]
    pub zone_of_trust: String,
    /// Days after which access counts as unused, for an analyzer of unused access in `home_region`, which is billed by role
    /// and user. Default: there is none.
    #[tf(optional, check = Range(1, 365))]
    pub unused_access_age: Option<i64>,
}

const SERVICE: &str = "access-analyzer.amazonaws.com";

impl AccessAnalyzer {
    fn is_organizations(&self) -> bool {
        self.zone_of_trust == "organization"
    }

    /// The types of its analyzers as AWS writes them.
    fn kind(&self, suffix: &str) -> String {
        format!("{}{suffix}", if self.is_organizations() { "ORGANIZATION" } else { "ACCOUNT" })
    }
}

impl Guardrail for AccessAnalyzer {
    const SCOPE: Scope = Scope::Regions;

    const PARTS: &'static [&'static str] = &["access_analyzer"];

    const CONTROLS: &'static [&'static str] = &["CIS AWS Foundations Benchmark v3.0.0/1.20", "IAM.28"];

    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<AccessAnalyzer>) {
        let f = AccountBaseline::fields();
        let trust = in_management("access_analyzer_trust", field)
            .declare::<ServiceTrust, _, _>(
                g,
                ((), |config, _, ()| once(format!("global/{SERVICE}"), config.is_organizations())),
                ((), |_, _, ()| Some(())),
            )
            .add();
        let administrator = in_management("access_analyzer_administrator", field)
            .declare::<ServiceAdministrator, _, _>(
                g,
                (f.management_account_id, |config: &AccessAnalyzer, ground: &Ground, management: Option<String>| {
                    // The management account administers without being told so.
                    let is_other = management.as_ref() != Some(&ground.account_id);
                    once(format!("global/{SERVICE}/{}", ground.account_id), config.is_organizations() && is_other)
                }),
                ((), |_, _, ()| Some(())),
            )
            .after(trust.all())
            .add();
        here("access_analyzer", field)
            .declare::<Analyzer, _, _>(g, ((), analyzers), ((Tags, In::Account), |config: AccessAnalyzer, name, (tags, _)| {
                let kind = name.split_once('/').map_or(name, |(_, kind)| kind);
                let age = config.unused_access_age.filter(|_| kind.ends_with("UNUSED_ACCESS"));
                Some(AnalyzerWant {
                    name: default_name(kind),
                    unused_access_age: age.and_then(|age| i32::try_from(age).ok()),
                    tags,
                })
            }))
            .after((trust.all(), administrator.all()))
            .add();
    }
}

/// The analyzers by region and type.
fn analyzers(config: &AccessAnalyzer, ground: &Ground, (): ()) -> BTreeSet<String> {
    let external = ground.regions.iter().map(|region| format!("{region}/{}", config.kind("")));
    let unused = config.unused_access_age.map(|_| format!("{}/{}", ground.home, config.kind("_UNUSED_ACCESS")));
    external.chain(unused).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_access_is_looked_for_in_one_region() {
        let ground = Ground {
            account_id: "111122223333".to_owned(),
            regions: ["eu-west-1".to_owned(), "us-east-1".to_owned()].into(),
            home: "us-east-1".to_owned(),
        };
        let config = AccessAnalyzer {
            zone_of_trust: "organization".to_owned(),
            unused_access_age: Some(90),
            ..AccessAnalyzer::default()
        };
        let names: Vec<String> = analyzers(&config, &ground, ()).into_iter().collect();
        assert_eq!(
            names,
            ["eu-west-1/ORGANIZATION", "us-east-1/ORGANIZATION", "us-east-1/ORGANIZATION_UNUSED_ACCESS"]
        );
    }
}
