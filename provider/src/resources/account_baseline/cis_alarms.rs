//! Alarms about what the CIS benchmark says that somebody should hear of.

mod events;

use std::collections::BTreeSet;

use tfplugin::composite::{Graph, Many};
use tfplugin::model::Named;

use super::AccountBaseline;
use super::cloudtrail::{Cloudtrail, log_group_name};
use super::guardrail::{BaselineField, Guardrail, MODES, Scope, is_managed};
use super::service::{Ground, OnGround, Tags, here, once};
use crate::aws::arn::regional;
use crate::parts::cloudwatch::alarm::{Alarm, AlarmWant};
use crate::parts::logs::log_group::LogGroup;
use crate::parts::logs::metric_filter::{MetricFilter, MetricFilterWant};
use crate::parts::sns::subscription::Subscription;
use crate::parts::sns::topic::{Topic, TopicWant};
use events::{EVENTS, event};
use tfplugin::composite::Place;

/// Metric filters on the trail's log group, an alarm for each, and a topic that they tell. The filters and alarms are in
/// `home_region`.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct CisAlarms {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Name of the topic that hears of the alarms, which is made if it is not there.
    #[tf(default = "plinth-cis-alarms", check = Pattern("[A-Za-z0-9_-]{1,256}", "1 to 256 letters, digits, `_` and `-`"))]
    pub topic: String,
    /// ID, ARN or alias of the KMS key that encrypts what the topic tells; its policy must let `cloudwatch.amazonaws.com` use
    /// it. Default: it is not encrypted with a key of one's own.
    #[tf(optional)]
    pub kms_key: Option<String>,
    /// E-mail addresses that hear of the alarms, each once somebody has followed the link that SNS sends there.
    #[tf(optional, check = each(Pattern("[^@ ]+@[^@ ]+", "an e-mail address")))]
    pub emails: Option<BTreeSet<String>>,
    /// Requirements of CIS AWS Foundations Benchmark 3.0.0 that there is no alarm for, such as `4.1`. Default: there is one for
    /// each from 4.1 to 4.15.
    #[tf(optional, check = each(Pattern("4\\.([1-9]|1[0-5])", "a requirement from `4.1` to `4.15`")))]
    pub without: Option<BTreeSet<String>>,
}

/// The namespace of the metrics.
const NAMESPACE: &str = "CISBenchmark";

impl Guardrail for CisAlarms {
    const SCOPE: Scope = Scope::Account;

    const PARTS: &'static [&'static str] = &["cis_alarms", "cis_alarms_metric_filter", "cis_alarms_subscription", "cis_alarms_topic"];

    const CONTROLS: &'static [&'static str] = &[
        "CIS AWS Foundations Benchmark v3.0.0/4.1",
        "CIS AWS Foundations Benchmark v3.0.0/4.2",
        "CIS AWS Foundations Benchmark v3.0.0/4.3",
        "CIS AWS Foundations Benchmark v3.0.0/4.4",
        "CIS AWS Foundations Benchmark v3.0.0/4.5",
        "CIS AWS Foundations Benchmark v3.0.0/4.6",
        "CIS AWS Foundations Benchmark v3.0.0/4.7",
        "CIS AWS Foundations Benchmark v3.0.0/4.8",
        "CIS AWS Foundations Benchmark v3.0.0/4.9",
        "CIS AWS Foundations Benchmark v3.0.0/4.10",
        "CIS AWS Foundations Benchmark v3.0.0/4.11",
        "CIS AWS Foundations Benchmark v3.0.0/4.12",
        "CIS AWS Foundations Benchmark v3.0.0/4.13",
        "CIS AWS Foundations Benchmark v3.0.0/4.14",
        "CIS AWS Foundations Benchmark v3.0.0/4.15",
        "CloudWatch.1",
        "CloudWatch.2",
        "CloudWatch.3",
        "CloudWatch.4",
        "CloudWatch.5",
        "CloudWatch.6",
        "CloudWatch.7",
        "CloudWatch.8",
        "CloudWatch.9",
        "CloudWatch.10",
        "CloudWatch.11",
        "CloudWatch.12",
        "CloudWatch.13",
        "CloudWatch.14",
    ];

    // Metrics and alarms are billed, and it needs the trail's log group.
    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    /// They stand on the trail's log group, so `cloudtrail` declares them: see [`declare`].
    fn parts(_: &mut Graph<AccountBaseline>, _: BaselineField<CisAlarms>) {}
}

/// Declares the parts, which come after the log group.
pub(super) fn declare(g: &mut Graph<AccountBaseline>, group: Many<LogGroup>) {
    let f = AccountBaseline::fields();
    let field: BaselineField<CisAlarms> = f.cis_alarms;
    let filter = here("cis_alarms_metric_filter", field)
        .declare::<MetricFilter, _, _>(g, (f.cloudtrail, filters), ((), |_, name, ()| {
            let event = event(name)?;
            Some(MetricFilterWant {
                pattern: event.pattern.to_owned(),
                namespace: NAMESPACE.to_owned(),
                metric: event.metric.to_owned(),
            })
        }))
        .after(group.all())
        .add();
    let topic = here("cis_alarms_topic", field)
        .declare::<Topic, _, _>(
            g,
            ((), |config: &CisAlarms, ground: &Ground, ()| once(format!("{}/{}", ground.home, config.topic), true)),
            (Tags, |config: CisAlarms, _, tags| Some(TopicWant { kms_key: config.kms_key, tags })),
        )
        .add();
    here("cis_alarms_subscription", field)
        .declare::<Subscription, _, _>(g, ((), subscriptions), ((), |_, _, ()| Some(())))
        .after(topic.all())
        .add();
    here("cis_alarms", field)
        .declare::<Alarm, _, _>(g, ((), alarms), (OnGround, |config: CisAlarms, name, ground| {
            let event = event(name)?;
            let place = Place { account_id: ground.account_id, region: ground.home };
            Some(AlarmWant {
                description: format!("CIS AWS Foundations Benchmark 3.0.0, {}: {}", event.id, event.title),
                namespace: NAMESPACE.to_owned(),
                metric: event.metric.to_owned(),
                topics: BTreeSet::from([regional("sns", &place, &config.topic)]),
            })
        }))
        .after((topic.all(), filter.all()))
        .add();
}

fn wanted(config: &CisAlarms) -> impl Iterator<Item = &'static events::Event> {
    EVENTS.iter().filter(|event| !config.without.as_ref().is_some_and(|without| without.contains(event.id)))
}

fn filters(config: &CisAlarms, ground: &Ground, trail: Option<Cloudtrail>) -> BTreeSet<String> {
    // Without a log group there is nothing to filter; a rule says so before.
    let Some(trail) = trail.filter(|trail| is_managed(Some(trail)) && trail.log_group) else { return BTreeSet::new() };
    let group = log_group_name(&trail.name);
    wanted(config).map(|event| format!("{}/{group}/cis-{}", ground.home, event.id)).collect()
}

fn alarms(config: &CisAlarms, ground: &Ground, (): ()) -> BTreeSet<String> {
    wanted(config).map(|event| format!("{}/cis-{}", ground.home, event.id)).collect()
}

fn subscriptions(config: &CisAlarms, ground: &Ground, (): ()) -> BTreeSet<String> {
    let emails = config.emails.iter().flatten();
    emails.map(|email| format!("{}/{}/{email}", ground.home, config.topic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_filter_and_an_alarm_for_each_requirement() {
        let ground = Ground {
            account_id: "111122223333".to_owned(),
            regions: BTreeSet::new(),
            home: "eu-west-1".to_owned(),
        };
        let config = CisAlarms { without: Some(["4.1".to_owned()].into()), ..CisAlarms::default() };
        let trail = Cloudtrail { name: "plinth".to_owned(), log_group: true, ..Cloudtrail::default() };
        let filters = filters(&config, &ground, Some(trail));
        assert_eq!((filters.len(), alarms(&config, &ground, ()).len()), (14, 14));
        assert!(filters.contains("eu-west-1//cloudtrail/plinth/cis-4.15"), "{filters:?}");
        assert_eq!(filters.iter().filter(|name| event(name).is_none()).count(), 0);
    }
}
