//! A sample of everything under the real command line tools: what the driver plays must be what they do.

use crate::case::{Outcome, lower};
use crate::stage::World;
use crate::subject::{Hand, Harm, Piece, Place, Size, Subject, merged};
use acceptance_tests::aws::REGION;
use acceptance_tests::cli::{Cli, Signal, Workdir};
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::{Call, Effect, Moment, Proxy, Refusal, call};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// What is broken under a tool: a command, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    CreateRefused,
    CreateReplyLost,
    CreateKilled,
    UpdateServerError,
    UpdateInterrupted,
    DestroyTerminated,
}

impl Break {
    pub(crate) const ALL: [Self; 6] = [
        Self::CreateRefused,
        Self::CreateReplyLost,
        Self::CreateKilled,
        Self::UpdateServerError,
        Self::UpdateInterrupted,
        Self::DestroyTerminated,
    ];

    fn effect(self) -> Option<Effect> {
        match self {
            Self::CreateRefused => Some(Effect::Refuse(Refusal::new(403, "AccessDenied"))),
            Self::CreateReplyLost => Some(Effect::LoseReply),
            Self::UpdateServerError => Some(Effect::ServerError),
            _ => None,
        }
    }

    fn signal(self) -> Signal {
        match self {
            Self::CreateKilled => Signal::Kill,
            Self::UpdateInterrupted => Signal::Int,
            _ => Signal::Term,
        }
    }
}

/// No command takes longer to come to a call.
const PATIENCE: Duration = Duration::from_mins(1);

/// A root module with the resource, in a place of its own.
struct Module<'a> {
    subject: &'a Subject,
    place: Place,
    proxy: Proxy,
    workdir: Workdir,
    address: String,
}

impl<'a> Module<'a> {
    fn new(world: &World, subject: &'a Subject, cli: &Cli, size: Size) -> Result<Self> {
        let place = (subject.place)(&world.emulator, size)?;
        let proxy = Proxy::start(world.emulator.url())?;
        let workdir = Workdir::new(cli)?.with_aws(&place.caller, proxy.url());
        let address = format!("{}.it", subject.type_name);
        Ok(Self { subject, place, proxy, workdir, address })
    }

    fn write(&self, arguments: &Json) -> Result<()> {
        self.workdir.write_json(&json!({
            "terraform": { "required_providers": { "plinth": { "source": "plinth/plinth" } } },
            "provider": { "plinth": { "region": REGION } },
            "resource": { self.subject.type_name: { "it": arguments } },
        }))
    }

    fn first(&self, size: Size) -> Result<()> {
        self.write(&(self.subject.first)(&self.place, size))
    }

    fn second(&self, size: Size) -> Result<()> {
        self.write(&self.subject.second(&self.place, size))
    }

    fn planned(&self, action: &str) -> Result<String> {
        let plan = self.workdir.plan()?;
        let expected = format!("{action} {}", self.address);
        ensure!(plan.summary() == [expected], "the plan is {:?}, not {action}:\n{}", plan.summary(), plan.text);
        Ok(plan.text)
    }
}

/// Creates, leaves alone, harms by hand, updates, imports and destroys the full resource.
pub(crate) fn walk(world: &World, subject: &Subject, cli: &Cli) -> Result<Outcome> {
    let module = Module::new(world, subject, cli, Size::Full)?;
    let before = module.place.look()?;
    module.first(Size::Full)?;
    module.planned("create")?;
    module.workdir.run(&["apply", "plan"])?.success()?;
    module.workdir.expect_empty_plan()?;
    let shape = || Ok::<_, acceptance_tests::error::Error>(module.place.shape(&module.place.look()?, &before));
    let (exists, mut tried) = (shape()?, 2);

    for harm in [Harm::Removed, Harm::Changed] {
        // What was removed has another id since.
        let parts = module.workdir.values(&module.address)?.get("parts").cloned().unwrap_or_default();
        let parts: BTreeMap<String, String> = serde_json::from_value(parts).context("its parts")?;
        // Without the part that everything hangs on, the resource would be gone; repeated parts are not that one.
        for (address, id) in parts.iter().filter(|(address, _)| address.contains('/')) {
            let piece = Piece { address, id, all: &parts };
            if (subject.hand)(&module.place, &piece, harm).context(address)? == Hand::Done {
                let text = module.planned("update").context(format!("{address} {harm:?} by hand"))?;
                ensure!(text.contains(address.as_str()), "the plan does not name {address}:\n{text}");
                module.workdir.run(&["apply", "plan"])?.success()?;
                shape()?.same_as(&exists).context(address)?;
                tried += 1;
                break;
            }
        }
    }

    let written = subject.importable(&module.place, Size::Full);
    if written != (subject.first)(&module.place, Size::Full) {
        module.write(&written)?;
        module.workdir.apply()?;
    }
    let values = module.workdir.values(&module.address)?;
    let id = values.get("id").and_then(Json::as_str).context("it has no id")?.to_owned();
    module.workdir.run(&["state", "rm", &module.address])?.success()?;
    module.workdir.run(&["import", &module.address, &id])?.success()?;
    let known = merged(written.clone(), (subject.imported)(&module.place, Size::Full));
    module.write(&known)?;
    module.workdir.expect_empty_plan()?;
    if known != written {
        // What an import cannot know is adopted.
        module.write(&written)?;
        module.workdir.apply()?;
    }

    module.second(Size::Full)?;
    module.planned("update")?;
    module.workdir.run(&["apply", "plan"])?.success()?;
    module.workdir.expect_empty_plan()?;

    module.workdir.destroy()?;
    module.place.look()?.same_as(&before).context("the destroy left something")?;
    Ok(Outcome { tried: tried + 3, ..Outcome::default() })
}

/// One command broken in the middle of its writes; then it converges, and destroys.
pub(crate) fn broken(world: &World, subject: &Subject, cli: &Cli, broken: Break) -> Result<Outcome> {
    let size = Size::Minimal;
    let command = |module: &Module<'_>| -> Result<[&'static str; 2]> {
        match broken {
            Break::CreateRefused | Break::CreateReplyLost | Break::CreateKilled => module.first(size)?,
            Break::UpdateServerError | Break::UpdateInterrupted => {
                module.first(size)?;
                module.workdir.apply()?;
                module.second(size)?;
            }
            Break::DestroyTerminated => {
                module.first(size)?;
                module.workdir.apply()?;
                return Ok(["destroy", "-auto-approve"]);
            }
        }
        Ok(["apply", "-auto-approve"])
    };
    // An unbroken run says which call is in the middle, and what there is in the end.
    let unbroken = Module::new(world, subject, cli, size)?;
    let before = unbroken.place.look()?;
    let arguments = command(&unbroken)?;
    unbroken.proxy.log().clear();
    unbroken.workdir.run(&arguments)?.success()?;
    let wanted = unbroken.place.shape(&unbroken.place.look()?, &before);
    let writes: Vec<Call> = unbroken.proxy.log().calls().into_iter().filter(|call| call.is_write).collect();
    let middle = writes.get(writes.len() / 2).context("it writes nothing")?;

    let module = Module::new(world, subject, cli, size)?;
    let before = module.place.look()?;
    let arguments = command(&module)?;
    let target = call(&middle.service, &middle.action).nth(middle.occurrence);
    let output = if let Some(effect) = broken.effect() {
        module.proxy.when(target, effect);
        module.workdir.run(&arguments)?
    } else {
        let hold = module.proxy.hold(target, Moment::AfterAws)?;
        let run = module.workdir.start(&arguments)?;
        hold.wait_until_reached(PATIENCE).context(format!("{}:{}", middle.service, middle.action))?;
        run.signal_group(broken.signal())?;
        if broken.signal() == Signal::Kill {
            run.finish_whatever_it_says()?
        } else {
            run.wait_until_says("Interrupt received")?;
            hold.release();
            run.finish()?
        }
    };
    module.proxy.clear_rules();
    let told = format!("{}, {}:{}:\n{}", lower(&broken), middle.service, middle.action, output.text);
    match broken {
        // A refusal may be got over: what it would have made is looked for and made after all.
        Break::CreateRefused if output.code != Some(0) => _ = output.failure()?.says("AccessDenied")?,
        Break::CreateReplyLost | Break::UpdateServerError => _ = output.success()?,
        _ => {}
    }
    if broken == Break::DestroyTerminated {
        module.workdir.destroy().context(told)?;
    } else {
        module.workdir.apply().context(&told)?;
        module.workdir.expect_empty_plan().context(&told)?;
        module.place.shape(&module.place.look()?, &before).same_as(&wanted).context(&told)?;
        module.workdir.destroy().context(told)?;
    }
    module.place.look()?.same_as(&before).context("the destroy left something")?;
    Ok(Outcome::one())
}
