//! Answers about a whole organization, which all resources that are refreshed or planned together need: twenty accounts
//! ask for one tree of organizational units.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tfplugin::composite::{Fault, FaultKind};

use super::clients::lock;
use super::flight::Flight;
use super::{Aws, arn};

/// How long an answer is as good as a new one, while this process changes nothing. A refresh is no moment either.
const AGE: Duration = Duration::from_secs(10);

/// The answers, by account and question.
#[derive(Default)]
pub(super) struct Lately(Mutex<Flights>);

type Flights = BTreeMap<(String, &'static str), Arc<Flight<Answer>>>;

#[derive(Clone)]
struct Answer {
    asked: Instant,
    /// The changes of the organization when it was asked for.
    changes: u64,
    value: Arc<dyn Any + Send + Sync>,
}

impl Aws {
    /// What `ask` answers about the organization as an account sees it. All who ask at about the same time share one
    /// answer, which is dropped as soon as this process changes anything in the organization.
    ///
    /// # Errors
    /// What `ask` failed with. A question with answers of two types is a defect.
    pub async fn of_organization<T, F>(
        &self,
        account_id: &str,
        question: &'static str,
        ask: impl FnOnce() -> F + Send,
    ) -> Result<Arc<T>, Fault>
    where
        T: Any + Send + Sync,
        F: Future<Output = Result<T, Fault>> + Send,
    {
        let access = self.access()?;
        let base = access.base().await?;
        let region = arn::global_region(&base.caller.partition).to_owned();
        let limits = access.limits(("organizations", account_id.to_owned(), region));
        let flight =
            lock(&access.lately.0).entry((account_id.to_owned(), question)).or_insert_with(Arc::default).clone();
        let fresh = |answer: &Answer| answer.asked.elapsed() < AGE && answer.changes == limits.changes();
        let fetch = async || {
            let (asked, changes) = (Instant::now(), limits.changes());
            let value: Arc<dyn Any + Send + Sync> = Arc::new(ask().await?);
            Ok(Answer { asked, changes, value })
        };
        flight.get(fresh, |_| false, fetch).await?.value.downcast().map_err(|_| {
            let message = format!("`{question}` is asked for answers of two types");
            Fault::new(FaultKind::Bug, message)
        })
    }
}
