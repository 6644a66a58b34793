//! Objects of AWS Key Management Service.
//!
//! A key has no name of its own: it is known by its alias, or by its marks. What waits for its deletion counts as gone: it
//! encrypts and decrypts nothing, and nobody but a person takes it back.

pub mod actions;
pub mod alias;
pub mod key;
mod key_calls;
mod key_tags;

use std::time::Duration;

use aws_sdk_kms::types::{KeyMetadata, KeyState};
use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::found;

/// KMS shows a new key to other calls after some seconds, and says until then that it does not exist:
/// <https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency>
const SHOWN: Poll =
    Poll { first: Duration::from_millis(250), longest: Duration::from_secs(3), limit: Duration::from_secs(30) };

/// A key by its ARN, its alias or its alias's ARN, whatever its state.
async fn describe(cx: &Context<'_, Aws>, key: &str) -> Result<Option<KeyMetadata>, Fault> {
    let kms = cx.cloud.kms(cx.place).await?;
    let answer = found(kms.describe_key().key_id(key).send().await.or_fault("kms:DescribeKey"))?;
    Ok(answer.and_then(|answer| answer.key_metadata))
}

/// Whether a key is there for good: `PendingReplicaDeletion` is what a primary key with replicas says.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html>
fn is_alive(key: &KeyMetadata) -> bool {
    !matches!(key.key_state, Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion))
}

/// Makes a call about a key that was made a moment ago, and repeats it while KMS does not know the key.
async fn when_shown<T, R, F>(cx: &Context<'_, Aws>, operation: &str, call: impl Fn() -> F) -> Result<T, Fault>
where
    R: OrFault<T>,
    F: Future<Output = R>,
{
    let mut wait = SHOWN.begin();
    loop {
        match call().await.or_fault(operation) {
            Err(fault) if fault.kind == FaultKind::NotFound => match wait.pause(cx.cancel).await {
                Ok(()) => tracing::debug!(%fault, "KMS does not show it yet"),
                Err(Ended::Late) => return Err(fault),
                Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("{operation}: {}", fault.message))),
            },
            end => return end,
        }
    }
}
