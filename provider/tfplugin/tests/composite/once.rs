//! Toy objects that must never be made twice, nor go by accident: a vault with items in it, which go with it.

use std::collections::BTreeMap;

use tfplugin::composite::{
    Composite, Configuration, Context, Fault, FaultKind, Found, Graph, Identify, Many, Mark, Member, Part, Status,
};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::Named;
use tfplugin::plan::Attributes;
use tfplugin::resource::complete;
use tfplugin::value::Value;

use crate::ALL;
use crate::terraform::Terraform;
use crate::toy::{Crate, Item, Objects, Toy, Wrong};

/// The anchor.
struct Vault;

#[derive(Clone, Debug, PartialEq)]
struct VaultWant {
    label: String,
    adopt: bool,
    seal: Option<String>,
}

impl Part for Vault {
    type Cloud = Toy;
    type Key = String;
    type Want = VaultWant;
    type Seen = String;
    const KIND: &'static str = "toy vault";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = Some("toy");
    const ADOPTS: bool = true;

    fn takes_over(want: &VaultWant) -> bool {
        want.adopt
    }

    fn differences(want: &VaultWant, seen: &String) -> Vec<String> {
        Crate::differences(&want.label, seen)
    }

    async fn find(cx: &Context<'_, Toy>, key: &String) -> Result<Option<Found<String>>, Fault> {
        Crate::find(cx, key).await
    }

    async fn create(cx: &Context<'_, Toy>, key: &String, want: &VaultWant) -> Result<String, Fault> {
        Crate::create(cx, key, &want.label).await
    }

    async fn read(cx: &Context<'_, Toy>, id: &str) -> Result<Option<String>, Fault> {
        Crate::read(cx, id).await
    }

    async fn update(cx: &Context<'_, Toy>, id: &str, seen: &String, want: &VaultWant) -> Result<(), Fault> {
        Crate::update(cx, id, seen, &want.label).await
    }

    async fn delete(_: &Context<'_, Toy>, _: &str) -> Result<(), Fault> {
        Err(Fault::new(FaultKind::Invalid, "how it was wanted is not known"))
    }

    /// Takes all that is in it along, and leaves the seal that it was wanted with.
    async fn remove(cx: &Context<'_, Toy>, id: &str, want: Option<&VaultWant>) -> Result<(), Fault> {
        let Some(want) = want else { return Self::delete(cx, id).await };
        cx.cloud
            .call("remove", id, |objects: &mut Objects| {
                objects.retain(|key, _| key != id && !key.starts_with(&format!("{id}/")));
                objects.extend(want.seal.clone().map(|seal| (seal, (String::new(), None))));
                Ok(())
            })
            .await
    }

    async fn adopt(cx: &Context<'_, Toy>, id: &str) -> Result<(), Fault> {
        Crate::adopt(cx, id).await
    }

    async fn settle(cx: &Context<'_, Toy>, ids: &[String]) -> Result<(), Fault> {
        Crate::settle(cx, ids).await
    }
}

/// A vault.
#[derive(Clone, Debug, PartialEq, tfplugin::Resource)]
#[tf(name = "charter")]
pub(crate) struct Charter {
    /// Name of the vault.
    #[tf(required, force_new)]
    name: String,
    /// What is written on it.
    #[tf(default = "old")]
    label: String,
    /// What is in it: text by name.
    #[tf(optional)]
    items: Option<BTreeMap<String, String>>,
    /// Whether it must stay.
    #[tf(default = false)]
    keep: bool,
    /// Whether one that is there is taken over.
    #[tf(default = false)]
    adopt: bool,
    /// What stays of it.
    #[tf(optional)]
    seal: Option<String>,
    /// What every resource has.
    #[tf(flatten)]
    common: Member,
}

impl Composite for Charter {
    type Cloud = Toy;
    const IMPORT_ID: &'static [&'static str] = &["name"];
    const IMPORT_FORM: &'static str = "number";
    const HOME: &'static str = "management_account_id";
    const ONCE: bool = true;

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, f.name, |name| format!("no {name}"));
        let vault = g
            .part::<Vault>("vault")
            .key(f.name, |name| name)
            .want((f.label, f.adopt, f.seal), |(label, adopt, seal)| VaultWant { label, adopt, seal })
            .fill(f.label, |seen| Some(seen.clone()))
            .add();
        let _: Many<Item> = g
            .parts::<Item>("item")
            .names(f.items, |items| items.unwrap_or_default().into_keys().collect())
            .owner((vault, f.name), |(_, name)| name)
            .want(f.items, |name, items| items.unwrap_or_default().get(name).cloned())
            .fill(f.items, (), |seen, ()| Some(seen))
            .with_anchor()
            .add();
    }

    async fn identify(cx: &mut Identify<'_, Self>) -> Result<(), Fault> {
        let name =
            cx.id.strip_prefix("no ").ok_or_else(|| Fault::new(FaultKind::NotFound, "there is no such number"))?;
        cx.set(Self::fields().name, &name.to_owned());
        Ok(())
    }

    fn keeps(state: &Configuration<'_, Self>) -> Option<(String, String)> {
        let keep = state.known(Self::fields().keep) == Some(true);
        keep.then(|| ("It stays".to_owned(), "Set `keep = false` first.".to_owned()))
    }
}

fn config(set: &[(&str, Value)]) -> Attributes {
    let items = Value::map([("x", Value::string("1")), ("y", Value::string("2"))]);
    let all = [("name", Value::string("a")), ("items", items)];
    let set = all.into_iter().chain(set.iter().cloned());
    complete(&Charter::schema(), set.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn objects(terraform: &Terraform) -> Objects {
    terraform.toy.objects.lock().unwrap().clone()
}

fn told(diagnostics: &Diagnostics) -> String {
    let texts: Vec<String> = diagnostics.iter().map(|one| format!("{}\n{}\n", one.summary, one.detail)).collect();
    texts.concat()
}

#[tokio::test(start_paused = true)]
async fn a_create_broken_anywhere_is_continued_and_nothing_is_tainted_or_made_twice() {
    let wanted = {
        let mut unbroken = Terraform::charter();
        assert!(!unbroken.apply(&config(&[])).await.has_error());
        let calls = unbroken.toy.log.lock().unwrap().len();
        (objects(&unbroken), calls)
    };
    let mut continued = 0;
    for at in 0..wanted.1 {
        for wrong in ALL {
            let what = format!("{wrong:?} at call {at}");
            let mut terraform = Terraform::charter();
            terraform.toy.break_at(at, wrong);
            let broken = terraform.apply(&config(&[])).await;
            if broken.has_error() {
                assert_eq!(terraform.state, None, "{what}: a state that would be tainted");
                let exists = !objects(&terraform).is_empty();
                let says = told(&broken).contains("What exists is not in the state");
                assert_eq!(says, exists, "{what}: {}", told(&broken));
            }
            let stands = objects(&terraform) == wanted.0 && terraform.state.is_none();
            terraform.toy.heal();
            if stands {
                // Only after the very last call: no state knows what is finished.
                let refused = told(&terraform.apply(&config(&[])).await);
                assert!(refused.contains("id = \"a\""), "{what}: {refused}");
                assert!(!terraform.import("no a").await.has_error(), "{what}");
            }
            let next = terraform.apply(&config(&[])).await;
            assert!(!next.has_error(), "{what}: {}", told(&next));
            assert!(terraform.is_settled(&config(&[])).await, "{what}: the plan is not empty");
            assert_eq!(objects(&terraform), wanted.0, "{what}");
            let mut made = terraform.toy.made.lock().unwrap().clone();
            made.sort();
            assert_eq!(made, ["a", "a/x", "a/y"], "{what}: made twice");
            continued += 1;
        }
    }
    assert!(continued >= 8 * 6, "{continued} cases");
}

#[tokio::test(start_paused = true)]
async fn what_must_stay_is_not_destroyed_and_the_plan_says_so() {
    let mut terraform = Terraform::charter();
    terraform.apply(&config(&[("keep", Value::Bool(true))])).await;
    let before = objects(&terraform);
    let calls = terraform.toy.log.lock().unwrap().len();
    let refused = told(&terraform.planned_destroy().await);
    assert!(refused.contains("It stays\nSet `keep = false` first.\n\nNothing was changed."), "{refused}");
    // Where the plan was made before, the apply says it.
    let refused = told(&terraform.destroy_unplanned().await);
    assert!(refused.contains("It stays"), "{refused}");
    assert_eq!(terraform.toy.log.lock().unwrap().len(), calls);
    assert!(terraform.state.is_some() && objects(&terraform) == before);
    assert!(!terraform.apply(&config(&[])).await.has_error());
    assert!(!terraform.destroy().await.has_error());
    assert_eq!(objects(&terraform), Objects::new());
}

#[tokio::test(start_paused = true)]
async fn what_goes_with_the_anchor_is_not_deleted_by_itself_and_the_anchor_as_it_was_wanted() {
    let mut terraform = Terraform::charter();
    terraform.apply(&config(&[("seal", Value::string("seal"))])).await;
    let before = terraform.toy.log.lock().unwrap().len();
    let refused = terraform.destroy_unplanned().await;
    assert!(!refused.has_error(), "{}", told(&refused));
    assert_eq!(terraform.toy.log.lock().unwrap()[before..].to_vec(), ["remove a"]);
    assert_eq!(objects(&terraform).into_keys().collect::<Vec<_>>(), ["seal"]);
    assert_eq!(terraform.state, None);
    // While the anchor stays, so does what is in it; and what is not wanted any more is deleted by itself.
    let mut terraform = Terraform::charter();
    terraform.apply(&config(&[])).await;
    terraform.toy.break_at(0, Wrong::Refused);
    assert!(terraform.destroy_unplanned().await.has_error());
    let parts = terraform.state.as_ref().unwrap()["parts"].entries().unwrap().len();
    assert_eq!((parts, objects(&terraform).len()), (3, 3));
    terraform.toy.heal();
    assert!(!terraform.apply(&config(&[("items", Value::Null)])).await.has_error());
    assert_eq!(objects(&terraform).into_keys().collect::<Vec<_>>(), ["a"]);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_manages_is_taken_over_when_that_is_wanted() {
    let adopting = config(&[("adopt", Value::Bool(true))]);
    let theirs = |mark: Option<(String, bool)>| {
        let terraform = Terraform::charter();
        terraform.toy.objects.lock().unwrap().insert("a".to_owned(), ("theirs".to_owned(), mark));
        terraform
    };
    let mut terraform = theirs(None);
    assert!(terraform.apply(&config(&[])).await.has_error());
    assert!(!terraform.apply(&adopting).await.has_error());
    let expected = ("old".to_owned(), Some(("toy_charter/a".to_owned(), true)));
    assert_eq!(objects(&terraform)["a"], expected);
    assert!(terraform.is_settled(&adopting).await);
    let mut lost = theirs(Some(("toy_charter/a".to_owned(), true)));
    assert!(!lost.apply(&adopting).await.has_error());
    let mut others = theirs(Some(("toy_shipment/a".to_owned(), true)));
    let refused = told(&others.apply(&adopting).await);
    assert!(refused.contains("it belongs to `toy_shipment/a`"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn an_import_may_ask_what_its_id_means() {
    let mut terraform = Terraform::charter();
    terraform.apply(&config(&[])).await;
    let made = terraform.state.take();
    let wrong = told(&terraform.import("5").await);
    assert!(wrong.contains("Could not import toy_charter `5`\nthere is no such number."), "{wrong}");
    assert!(!terraform.import("no a").await.has_error());
    assert_eq!(terraform.state, made);
    assert!(terraform.is_settled(&config(&[])).await);
    let mark = Mark { resource: "toy_charter/a".to_owned(), status: Status::Ready };
    assert_eq!(objects(&terraform)["a"].1, Some((mark.resource, true)));
}

#[tokio::test(start_paused = true)]
async fn the_home_of_a_resource_may_have_another_name() {
    let mut terraform = Terraform::charter();
    let planned = terraform.plan(None, &config(&[])).await.state.unwrap();
    assert_eq!(planned["management_account_id"], Value::string("111122223333"));
    terraform.apply(&config(&[])).await;
    assert!(!terraform.state.as_ref().unwrap().contains_key("account_id"));
}
