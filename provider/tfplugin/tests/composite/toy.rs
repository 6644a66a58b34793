//! A toy cloud with two kinds of objects, and faults at any call.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tfplugin::composite::{
    AwsCall, Cloud, Composite, Context, Fault, FaultKind, Found, Global, Graph, Listed, Mark, Part, RepeatedPart,
    Status, called,
};
use tfplugin::model::{Named, Out};
use tokio_util::sync::CancellationToken;

/// What goes wrong at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Refused; nothing happened.
    Refused,
    /// It happened, and the answer was lost.
    ReplyLost,
    /// A server error; nothing happened.
    Broken,
    /// The provider panics before the call.
    PanicBefore,
    /// The provider panics after the call.
    PanicAfter,
    /// The process is killed before the call: nothing is saved any more.
    KilledBefore,
    /// The process is killed after the call.
    KilledAfter,
    /// Terraform asks to stop during the call.
    Stopped,
}

/// Objects by kind and key, with their text and, where they take tags, their mark.
pub(crate) type Objects = BTreeMap<String, (String, Option<(String, bool)>)>;

#[derive(Default)]
pub(crate) struct Toy {
    pub(crate) objects: Mutex<Objects>,
    /// Every call: verb, key.
    pub(crate) log: Mutex<Vec<String>>,
    /// Creates of something that is there already.
    pub(crate) doubles: Mutex<Vec<String>>,
    /// What was made.
    pub(crate) made: Mutex<Vec<String>>,
    /// Calls after which something that is lit stood in the dark.
    pub(crate) dark: Mutex<Vec<String>>,
    wrong: Mutex<Option<(usize, Wrong)>>,
    pub(crate) stop: Mutex<CancellationToken>,
    killed: AtomicBool,
    /// What each call takes, in milliseconds.
    pub(crate) latency: AtomicU64,
}

impl Toy {
    /// Lets call number `at`, counted from now, go wrong once.
    pub(crate) fn break_at(&self, at: usize, wrong: Wrong) {
        let now = self.log.lock().unwrap().len();
        *self.wrong.lock().unwrap() = Some((now + at, wrong));
        self.killed.store(false, Ordering::SeqCst);
        *self.stop.lock().unwrap() = CancellationToken::new();
    }

    /// Nothing goes wrong any more.
    pub(crate) fn heal(&self) {
        self.break_at(usize::MAX / 2, Wrong::Refused);
    }

    pub(crate) async fn call<T>(
        &self,
        verb: &str,
        key: &str,
        act: impl FnOnce(&mut Objects) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let number = {
            let mut log = self.log.lock().unwrap();
            log.push(format!("{verb} {key}"));
            log.len() - 1
        };
        if self.killed.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        let latency = self.latency.load(Ordering::SeqCst);
        if latency > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(latency)).await;
        }
        let wrong = self.wrong.lock().unwrap().filter(|(at, _)| *at == number).map(|(_, wrong)| wrong);
        let fault = |kind| Fault::new(kind, format!("{verb} {key} went wrong"));
        match wrong {
            Some(Wrong::Refused) => return Err(fault(FaultKind::Denied)),
            Some(Wrong::Broken) => return Err(fault(FaultKind::Uncertain)),
            Some(Wrong::PanicBefore) => panic!("{verb} {key}"),
            Some(Wrong::KilledBefore) => {
                self.killed.store(true, Ordering::SeqCst);
                std::future::pending::<()>().await;
            }
            Some(Wrong::Stopped) => self.stop.lock().unwrap().cancel(),
            _ => {}
        }
        let done = {
            let mut objects = self.objects.lock().unwrap();
            let done = act(&mut objects);
            let lamps = objects.values().filter_map(|(text, _)| text.strip_prefix("lit by "));
            if lamps.into_iter().any(|lamp| !objects.contains_key(lamp)) {
                self.dark.lock().unwrap().push(format!("{verb} {key}"));
            }
            done
        };
        let error = matches!(wrong, Some(Wrong::ReplyLost)).then_some("no answer");
        called(&AwsCall {
            service: "toy",
            action: verb,
            account_id: "111122223333",
            region: "",
            attempt: 1,
            took: std::time::Duration::from_millis(latency),
            error,
        });
        match wrong {
            Some(Wrong::ReplyLost) => Err(fault(FaultKind::Uncertain)),
            Some(Wrong::PanicAfter) => panic!("{verb} {key}"),
            Some(Wrong::KilledAfter) => {
                self.killed.store(true, Ordering::SeqCst);
                std::future::pending().await
            }
            _ => done,
        }
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.killed.load(Ordering::SeqCst)
    }

    pub(crate) async fn create(&self, key: &str, text: &str, mark: Option<&Mark>) -> Result<String, Fault> {
        let mark = mark.map(|mark| (mark.resource.clone(), mark.status == Status::Ready));
        self.call("create", key, |objects| {
            if objects.contains_key(key) {
                self.doubles.lock().unwrap().push(key.to_owned());
                return Err(Fault::new(FaultKind::AlreadyExists, format!("{key} exists")));
            }
            objects.insert(key.to_owned(), (text.to_owned(), mark));
            self.made.lock().unwrap().push(key.to_owned());
            Ok(key.to_owned())
        })
        .await
    }

    pub(crate) async fn read(&self, verb: &str, key: &str) -> Result<Option<(String, Option<Mark>)>, Fault> {
        self.call(verb, key, |objects| {
            Ok(objects.get(key).map(|(text, mark)| {
                let mark = mark.clone().map(|(resource, ready)| Mark {
                    resource,
                    status: if ready { Status::Ready } else { Status::Creating },
                });
                (text.clone(), mark)
            }))
        })
        .await
    }

    pub(crate) async fn update(&self, key: &str, text: &str) -> Result<(), Fault> {
        self.call("update", key, |objects| {
            text.clone_into(&mut objects.get_mut(key).expect("an object to update").0);
            Ok(())
        })
        .await
    }

    pub(crate) async fn settle(&self, ids: &[String]) -> Result<(), Fault> {
        self.call("settle", &ids.join(" "), |objects| {
            for id in ids {
                if let Some((_, Some(mark))) = objects.get_mut(id) {
                    mark.1 = true;
                }
            }
            Ok(())
        })
        .await
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), Fault> {
        self.call("delete", key, |objects| {
            let inside = format!("{key}/");
            if objects.keys().any(|other| other.starts_with(&inside)) {
                return Err(Fault::new(FaultKind::Conflict, format!("{key} is not empty")));
            }
            objects.remove(key);
            Ok(())
        })
        .await
    }
}

impl Cloud for Toy {
    async fn default_account(&self) -> Result<String, Fault> {
        Ok("111122223333".to_owned())
    }

    fn default_region(&self) -> Option<String> {
        None
    }

    fn default_tags(&self) -> Option<&BTreeMap<String, String>> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        Some(&NONE)
    }
}

/// A box: the anchor.
pub(crate) struct Crate;

impl Part for Crate {
    type Cloud = Toy;
    type Key = String;
    type Want = String;
    type Seen = String;
    const KIND: &'static str = "toy crate";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = Some("toy");
    const ADOPTS: bool = true;

    fn check(want: &String) -> Vec<String> {
        if want == "impossible" { vec!["A crate cannot be impossible.".to_owned()] } else { Vec::new() }
    }

    fn differences(want: &String, seen: &String) -> Vec<String> {
        if want == seen { Vec::new() } else { vec![format!("label is {seen}, should be {want}")] }
    }

    async fn find(cx: &Context<'_, Toy>, key: &String) -> Result<Option<Found<String>>, Fault> {
        let found = cx.cloud.read("find", key).await?;
        Ok(found.map(|(seen, mark)| Found { id: key.clone(), seen, mark }))
    }

    async fn create(cx: &Context<'_, Toy>, key: &String, want: &String) -> Result<String, Fault> {
        cx.cloud.create(key, want, Some(cx.mark)).await
    }

    async fn read(cx: &Context<'_, Toy>, id: &str) -> Result<Option<String>, Fault> {
        Ok(cx.cloud.read("read", id).await?.map(|(text, _)| text))
    }

    async fn update(cx: &Context<'_, Toy>, id: &str, _seen: &String, want: &String) -> Result<(), Fault> {
        cx.cloud.update(id, want).await
    }

    async fn delete(cx: &Context<'_, Toy>, id: &str) -> Result<(), Fault> {
        cx.cloud.delete(id).await
    }

    async fn settle(cx: &Context<'_, Toy>, ids: &[String]) -> Result<(), Fault> {
        cx.cloud.settle(ids).await
    }

    async fn adopt(cx: &Context<'_, Toy>, id: &str) -> Result<(), Fault> {
        let mark = (cx.mark.resource.clone(), cx.mark.status == Status::Ready);
        cx.cloud
            .call("adopt", id, |objects| {
                objects.get_mut(id).expect("an object to adopt").1 = Some(mark);
                Ok(())
            })
            .await
    }
}

/// Something in a box.
pub(crate) struct Item;

impl Part for Item {
    type Cloud = Toy;
    type Key = String;
    type Want = String;
    type Seen = String;
    const KIND: &'static str = "toy item";
    const MARKED: bool = false;

    fn differences(want: &String, seen: &String) -> Vec<String> {
        Crate::differences(want, seen)
    }

    async fn find(cx: &Context<'_, Toy>, key: &String) -> Result<Option<Found<String>>, Fault> {
        Crate::find(cx, key).await
    }

    async fn create(cx: &Context<'_, Toy>, key: &String, want: &String) -> Result<String, Fault> {
        cx.cloud.create(key, want, None).await
    }

    async fn read(cx: &Context<'_, Toy>, id: &str) -> Result<Option<String>, Fault> {
        Crate::read(cx, id).await
    }

    async fn update(cx: &Context<'_, Toy>, id: &str, seen: &String, want: &String) -> Result<(), Fault> {
        Crate::update(cx, id, seen, want).await
    }

    async fn delete(cx: &Context<'_, Toy>, id: &str) -> Result<(), Fault> {
        cx.cloud.delete(id).await
    }
}

impl RepeatedPart for Item {
    type Owner = String;

    fn key(owner: &String, name: &str) -> String {
        format!("{owner}/{name}")
    }

    async fn list(cx: &Context<'_, Toy>, owner: &String) -> Result<Listed<String>, Fault> {
        let prefix = format!("{owner}/");
        cx.cloud
            .call("list", &prefix, |objects| {
                let inside = objects.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
                let found = |(key, (text, _)): (&String, &(String, _))| {
                    let name = key.strip_prefix(&prefix).unwrap_or_default().to_owned();
                    (name, Found { id: key.clone(), seen: text.clone(), mark: None })
                };
                Ok(inside.map(found).collect())
            })
            .await
    }
}

/// A crate with a lid and items in it.
#[derive(Clone, Debug, PartialEq, tfplugin::Resource)]
#[tf(name = "shipment")]
pub(crate) struct Shipment {
    /// Name of the crate.
    #[tf(required, force_new)]
    pub(crate) name: String,
    /// What is written on it.
    #[tf(default = "fragile")]
    pub(crate) label: String,
    /// What is in it: text by name.
    #[tf(optional)]
    pub(crate) items: Option<BTreeMap<String, String>>,
    /// What the toy cloud calls it.
    #[tf(computed)]
    pub(crate) seal: Out<String>,
    /// What every resource has.
    #[tf(flatten)]
    pub(crate) common: Global,
}

impl Composite for Shipment {
    type Cloud = Toy;
    const IMPORT_ID: &'static [&'static str] = &["account_id", "name"];

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, (f.common.account_id, f.name), |(account, name)| {
            format!("{}/{name}", account.0.unwrap_or_default())
        });
        let named = g
            .part::<Crate>("crate")
            .key(f.name, |name| name)
            .want(f.label, |label| label)
            .fill(f.label, |seen| Some(seen.clone()))
            .fill(f.seal, |seen| Some(Out::known(format!("seal of {seen}"))))
            .at(f.label)
            .add();
        g.parts::<Item>("item")
            .names(f.items, |items| items.unwrap_or_default().into_keys().collect())
            .owner((named, f.name), |(_, name)| name)
            .want(f.items, |name, items| items.unwrap_or_default().get(name).cloned())
            .fill(f.items, (), |seen, ()| Some(seen))
            .at(f.items, true)
            .add();
    }
}
