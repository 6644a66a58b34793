//! Rules over several attributes, found before anything is planned.

use tfplugin::composite::Configuration;
use tfplugin::diagnostic::{Diagnostic, Diagnostics};
use tfplugin::model::Named;

use super::LogArchive;
use super::retention::{CLASSES, Retention};

type Config<'a> = Configuration<'a, LogArchive>;

pub(super) fn validate(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    the_key_is_used(config, diagnostics);
    a_lock_has_versions(config, diagnostics);
    a_lock_is_stronger_than_force(config, diagnostics);
    retention_is_possible(config, diagnostics);
    logs_do_not_log_themselves(config, diagnostics);
}

fn the_key_is_used(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = LogArchive::fields();
    let no_kms = config.known(f.sse_algorithm).as_deref() == Some("AES256");
    if no_kms && config.is_given(f.kms_master_key_arn) {
        let detail = "`sse_algorithm = \"AES256\"` encrypts with keys of S3's own; leave `kms_master_key_arn` out.";
        diagnostics.error_at(f.kms_master_key_arn.path(), "`kms_master_key_arn` has no effect", detail);
    }
    if (no_kms || config.is_given(f.kms_master_key_arn)) && config.is_given(f.deletion_window_in_days) {
        let detail = "Only a key of the archive's own is ever deleted, and this archive has none.";
        diagnostics.error_at(f.deletion_window_in_days.path(), "`deletion_window_in_days` has no effect", detail);
    }
}

fn a_lock_has_versions(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = LogArchive::fields();
    if config.known(f.versioning) == Some(false) && config.is_given(f.object_lock) {
        let detail = "Object lock keeps versions, so S3 takes it only with `versioning = true`.";
        diagnostics.error_at(f.versioning.path(), "Object lock needs versions", detail);
    }
}

fn a_lock_is_stronger_than_force(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = LogArchive::fields();
    let locked = config.known(f.object_lock).flatten().is_some_and(|lock| lock.mode == "COMPLIANCE");
    if locked && config.known(f.force_destroy) == Some(true) {
        let detail = "Nobody can delete an object that is locked in the mode `COMPLIANCE`, so a destroy fails while there is \
                      one.";
        let warning = Diagnostic::warning("`force_destroy` cannot empty a locked bucket", detail);
        diagnostics.push(warning.at(f.force_destroy.path()));
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>
fn retention_is_possible(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = LogArchive::fields();
    let Some(Some(retention)) = config.known(f.retention) else { return };
    if retention == Retention::nothing() {
        let detail = "Set at least one of its arguments, or leave it out: then logs stay as they are, for ever.";
        diagnostics.error_at(f.retention.path(), "`retention` says nothing", detail);
    }
    let path = f.retention.path().then("transitions");
    let transitions = retention.transitions.clone().unwrap_or_default();
    let mut before: Option<(&str, i64)> = None;
    for &class in CLASSES {
        let Some(&days) = transitions.get(class) else { continue };
        let infrequent = matches!(class, "STANDARD_IA" | "ONEZONE_IA");
        if infrequent && days < 30 {
            let detail = format!("S3 moves objects to {class} after 30 days at the earliest, not after {days}.");
            diagnostics.error_at(path.key(class), "Too early for the storage class", detail);
        }
        if let Some((other, earlier)) = before {
            let least = if matches!(other, "STANDARD_IA" | "ONEZONE_IA") { earlier + 30 } else { earlier + 1 };
            if days < least {
                let detail = format!(
                    "Objects move down, from {other} after {earlier} days to {class} after {least} days at the earliest, not \
                     after {days}."
                );
                diagnostics.error_at(path.key(class), "Storage classes in the wrong order", detail);
            }
        }
        before = Some((class, days));
    }
    if let (Some(expiration), Some((class, days))) = (retention.expiration_days, before)
        && expiration <= days
    {
        let detail = format!("Logs would be deleted after {expiration} days, and move to {class} only after {days}.");
        let path = f.retention.path().then("expiration_days");
        diagnostics.error_at(path, "Logs are deleted before they move", detail);
    }
}

fn logs_do_not_log_themselves(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = LogArchive::fields();
    let (Some(bucket), Some(Some(logging))) = (config.known(f.bucket), config.known(f.access_logging)) else { return };
    if bucket.0.as_deref() == Some(logging.bucket.as_str()) {
        let detail = "Each log that is written would be logged, and so on. Name another bucket.";
        diagnostics.error_at(f.access_logging.path(), "A bucket cannot log itself into itself", detail);
    }
}
