//! Quotas are high enough.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::Graph;
use tfplugin::model::Named;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, ENABLED, Guardrail, Problem, Scope, UNMANAGED};
use crate::parts::service_quotas::service_quota::{ServiceQuota, ServiceQuotaOwner};
use crate::parts::setting;

/// Quotas by service and quota code.
pub(super) type ServiceQuotas = BTreeMap<String, Quota>;

/// How high a quota must be.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct Quota {
    /// The least that it must be. What is higher is left as it is.
    #[tf(required, check = Range(1, 1_000_000_000_000))]
    pub value: i64,
    /// Regions in which it must be so high. Quotas of global services are in `us-east-1`. Default: the baseline's regions.
    #[tf(optional)]
    pub regions: Option<BTreeSet<String>>,
}

impl Guardrail for ServiceQuotas {
    const SCOPE: Scope = Scope::Regions;

    const PARTS: &'static [&'static str] = &["service_quota"];

    const CONTROLS: &'static [&'static str] = &[];

    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        if self.is_empty() { UNMANAGED } else { ENABLED }
    }

    fn problems(&self, _: &BTreeSet<String>) -> Vec<Problem> {
        let is_code = |code: &str| {
            let (service, quota) = code.split_once('/').unwrap_or_default();
            let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            !service.is_empty() && is_name(service) && quota.len() == 10 && quota.starts_with("L-")
        };
        let wrong = self.keys().filter(|code| !is_code(code)).map(|code| Problem {
            attribute: "",
            key: code.clone(),
            summary: format!("`{code}` is no quota"),
            detail: "A quota is named by its service and its code, as `vpc/L-F678F1CE`. `aws service-quotas \
                     list-service-quotas --service-code vpc` lists those of a service."
                .to_owned(),
        });
        wrong.collect()
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<ServiceQuotas>) {
        let f = AccountBaseline::fields();
        let (account_id, regions) = (f.common.account_id, f.regions);
        g.parts::<ServiceQuota>("service_quota")
            .names((field, regions), |(quotas, regions)| names(quotas, &regions))
            .owner((account_id, field, regions), |(account_id, quotas, regions)| ServiceQuotaOwner {
                account_id: guardrail::text(account_id),
                names: names(quotas, &regions),
            })
            .want(field, |name, quotas| {
                let code = name.split_once('/').map_or(name, |(_, code)| code);
                quotas.unwrap_or_default().get(code).map(|quota| quota.value)
            })
            .place(account_id, |name, account_id| {
                setting::place(&guardrail::text(account_id), name.split('/').next().unwrap_or_default())
            })
            .at(field, false)
            .add();
    }
}

/// `eu-west-1/vpc/L-F678F1CE`
fn names(quotas: Option<ServiceQuotas>, regions: &BTreeSet<String>) -> BTreeSet<String> {
    let each = quotas.unwrap_or_default().into_iter().flat_map(|(code, quota)| {
        let regions = quota.regions.unwrap_or_else(|| regions.clone());
        regions.into_iter().map(move |region| format!("{region}/{code}"))
    });
    each.collect()
}
