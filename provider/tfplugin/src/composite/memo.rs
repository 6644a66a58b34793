//! Answers that several parts share while a resource is read: all routes stand in one list of route tables.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::{Cloud, Context, Fault, FaultKind, Place};

type Answer = Arc<OnceCell<Result<Arc<dyn Any + Send + Sync>, Fault>>>;

/// The answers of one read, by place and question. Their age is that of the read.
#[derive(Default)]
pub(super) struct Memo(Mutex<BTreeMap<(Place, String), Answer>>);

tokio::task_local! {
    static MEMO: Arc<Memo>;
}

impl Memo {
    /// Runs `work` with a memo of its own.
    pub(super) async fn scope<T>(work: impl Future<Output = T>) -> T {
        MEMO.scope(Arc::default(), work).await
    }

    fn answer(&self, place: &Place, question: &str) -> Answer {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.entry((place.clone(), question.to_owned())).or_default().clone()
    }
}

impl<C: Cloud> Context<'_, C> {
    /// Whether a resource is being read, and nothing changes, so that an answer as old as the refresh is as good as a new
    /// one. While a resource is changed, what was just written must be seen.
    pub fn is_read(&self) -> bool {
        MEMO.try_with(|_| ()).is_ok()
    }

    /// What `ask` answers. While a resource is read, all who ask the same question in the same place share one call and
    /// its answer, a failure included; the question must name all that the answer depends on, as in
    /// `ec2:DescribeRouteTables vpc-1`. While a resource is changed every question is asked anew.
    ///
    /// # Errors
    /// What `ask` failed with. A question with answers of two types is a defect.
    pub async fn once<T, F>(&self, question: &str, ask: impl FnOnce() -> F) -> Result<Arc<T>, Fault>
    where
        T: Any + Send + Sync,
        F: Future<Output = Result<T, Fault>>,
    {
        let Ok(memo) = MEMO.try_with(Arc::clone) else { return ask().await.map(Arc::new) };
        let answer = memo.answer(self.place, question);
        let asked = answer.get_or_init(|| async {
            let answer: Arc<dyn Any + Send + Sync> = Arc::new(ask().await?);
            Ok(answer)
        });
        asked.await.clone()?.downcast().map_err(|_| {
            let message = format!("`{question}` is asked for answers of two types");
            Fault::new(FaultKind::Bug, message)
        })
    }
}
