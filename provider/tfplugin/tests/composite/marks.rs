//! Marks that are not what they should be: drift like any other, and written in the end.

use tfplugin::value::Value;

use crate::objects;
use crate::terraform::{Terraform, config};
use crate::toy::Wrong;

#[tokio::test(start_paused = true)]
async fn what_another_made_is_adopted_by_the_first_apply_after_its_import_and_the_plan_says_so() {
    let shipment = config("a", None, &[("x", "1")]);
    for before in [None, Some(("toy_shipment/other".to_owned(), true))] {
        let mut terraform = Terraform::new();
        terraform.toy.objects.lock().unwrap().insert("a".to_owned(), ("fragile".to_owned(), before));
        terraform.toy.objects.lock().unwrap().insert("a/x".to_owned(), ("1".to_owned(), None));
        assert!(!terraform.import("111122223333/a").await.has_error());
        let says = Value::map([("crate", Value::string("is not marked as this resource's, should be"))]);
        assert_eq!(terraform.state.as_ref().unwrap()["drift"], says);
        // A refresh does not see marks, and does not forget what the import saw.
        terraform.refresh().await;
        assert_eq!(terraform.state.as_ref().unwrap()["drift"], says);
        assert!(!terraform.is_settled(&shipment).await);
        terraform.toy.break_at(3, Wrong::Refused);
        assert!(terraform.apply(&shipment).await.has_error());
        assert_eq!(terraform.state.as_ref().unwrap()["drift"], says);
        terraform.toy.heal();
        assert!(!terraform.apply(&shipment).await.has_error());
        assert_eq!(objects(&terraform)["a"].1, Some(("toy_shipment/a".to_owned(), true)));
        assert!(terraform.is_settled(&shipment).await);
    }
}

#[tokio::test(start_paused = true)]
async fn a_half_made_resource_that_is_untainted_is_marked_as_ready_in_the_end() {
    for new in [Terraform::new, Terraform::harbor] {
        let wanted = config("a", Some("stone"), &[("x", "deep 1"), ("y", "deep 2")]);
        let mut partial = 0;
        for at in 0..24 {
            let mut terraform = new();
            terraform.toy.break_at(at, Wrong::Refused);
            terraform.apply(&wanted).await;
            terraform.toy.heal();
            if terraform.state.is_none() || !terraform.tainted {
                continue;
            }
            terraform.tainted = false;
            assert!(!terraform.apply(&wanted).await.has_error(), "refused at call {at}");
            let ready = |(_, mark): &(String, Option<(String, bool)>)| mark.as_ref().is_none_or(|(_, ready)| *ready);
            assert!(objects(&terraform).values().all(ready), "refused at call {at}: {:?}", objects(&terraform));
            assert!(terraform.is_settled(&wanted).await, "refused at call {at}");
            partial += 1;
        }
        assert!(partial >= 4, "{partial} half-made resources");
    }
}
