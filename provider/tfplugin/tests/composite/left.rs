//! What a destroy leaves, when the resource says so.

use tfplugin::diagnostic::Severity;

use crate::objects;
use crate::terraform::{Terraform, config};
use crate::toy::Wrong;

#[tokio::test(start_paused = true)]
async fn a_destroy_leaves_what_lasts_and_says_so() {
    let granite = config("a", Some("granite"), &[("x", "red 1")]);
    let mut terraform = Terraform::beacon();
    assert!(terraform.apply(&granite).await.is_empty());
    let told = terraform.destroy().await;
    let told: Vec<_> = told.iter().collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].severity, Severity::Warning);
    assert!(told[0].detail.contains("  - pier\n\nBlow it up."), "{}", told[0].detail);
    assert_eq!(terraform.state, None);
    assert_eq!(objects(&terraform).len(), 1, "{:?}", objects(&terraform));
}

#[tokio::test(start_paused = true)]
async fn what_stays_is_known_until_all_that_goes_is_gone() {
    let granite = config("a", Some("granite"), &[("x", "red 1")]);
    let mut terraform = Terraform::beacon();
    assert!(terraform.apply(&granite).await.is_empty());
    let before = terraform.toy.log.lock().unwrap().len();
    // Past the refresh, at the first delete.
    let is_delete = |terraform: &Terraform| {
        let log = terraform.toy.log.lock().unwrap();
        log.iter().skip(before).position(|call| call.starts_with("delete"))
    };
    let mut probe = Terraform::beacon();
    assert!(probe.apply(&granite).await.is_empty());
    probe.destroy().await;
    let at = is_delete(&probe).unwrap();
    terraform.toy.break_at(at, Wrong::Refused);
    assert!(terraform.destroy().await.has_error());
    let parts = terraform.state.as_ref().unwrap()["parts"].entries().unwrap().len();
    assert!(parts > 1, "{parts} parts");
    assert!(terraform.state.as_ref().unwrap()["parts"].get("pier").is_some());
    terraform.toy.heal();
    assert!(!terraform.destroy().await.has_error());
    assert_eq!((terraform.state.is_none(), objects(&terraform).len()), (true, 1));
}
