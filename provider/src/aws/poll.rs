//! Waiting for AWS to come round, without outlasting Terraform's patience.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// Asks again and again, with growing pauses, for a limited time.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    /// The first pause; each one is half as long again as the one before, up to `longest`.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How long to go on in all.
    pub limit: Duration,
}

/// How a wait ended without what it waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its time was over.
    Late,
    /// It was cancelled.
    Cancelled,
}

impl Poll {
    /// Calls `ask` until it gives something. A pause ends at once when `cancel` says so; a call under way does not.
    pub async fn until<T, E>(
        self,
        cancel: &CancellationToken,
        mut ask: impl AsyncFnMut() -> Result<Option<T>, E>,
    ) -> Result<Result<T, Ended>, E> {
        let began = tokio::time::Instant::now();
        let mut pause = self.first;
        loop {
            if let Some(found) = ask().await? {
                return Ok(Ok(found));
            }
            if cancel.is_cancelled() {
                return Ok(Err(Ended::Cancelled));
            }
            if began.elapsed() + pause > self.limit {
                return Ok(Err(Ended::Late));
            }
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Ok(Err(Ended::Cancelled)),
                () = tokio::time::sleep(pause) => {}
            }
            pause = (pause * 3 / 2).min(self.longest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Poll =
        Poll { first: Duration::from_millis(1), longest: Duration::from_millis(2), limit: Duration::from_millis(20) };

    #[tokio::test]
    async fn it_ends_with_the_answer_with_the_time_or_at_once() {
        let cancel = CancellationToken::new();
        let mut asked = 0;
        let found = QUICK
            .until(&cancel, async || {
                asked += 1;
                Ok::<_, ()>((asked == 3).then_some("there"))
            })
            .await;
        assert_eq!(found, Ok(Ok("there")));
        assert_eq!(QUICK.until(&cancel, async || Ok::<Option<()>, ()>(None)).await, Ok(Err(Ended::Late)));
        assert_eq!(QUICK.until(&cancel, async || Err::<Option<()>, _>("broken")).await, Err("broken"));
        cancel.cancel();
        assert_eq!(QUICK.until(&cancel, async || Ok::<Option<()>, ()>(None)).await, Ok(Err(Ended::Cancelled)));
    }
}
