//! Declaring a composite: which parts it has, what they are wired to, and which attributes they fill.
//!
//! Declared once per type and shared by planning, applying, reading and deleting, so none of them can disagree.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use crate::diagnostic::Path;
use crate::model::{AttributeValue, Field, Mismatch, Named};
use crate::value::Value;

use super::common::{ACCOUNT_ID, DRIFT, PARTS};
use super::configuration::Configuration;
use super::identify::Identify;
use super::imported::Imported;
use super::let_go::{Leaves, Leaving};
use super::node::Node;
use super::preflight::Preflight;
use super::repeated::Repeated;
use super::replaced::successor;
use super::single::Single;
use super::typed::Typed;
use super::wire::{Handle, Input, Many, Scene, Source, Wires};
use super::wired::{Wired, wired};
use super::{Cloud, Fault, Part, Place, RepeatedPart};

/// The parts of one resource type, in an order in which each comes after what it depends on.
pub struct Graph<R: Composite> {
    pub(super) nodes: Vec<Box<dyn Node<R::Cloud>>>,
    pub(super) outputs: Vec<Output>,
}

/// A resource made of parts.
pub trait Composite: Named {
    /// The way to AWS.
    type Cloud: Cloud;

    /// The attributes whose values, joined by `/`, are the readable id by which the resource is imported. The last one
    /// may contain slashes itself. A set of strings is written with commas. The last one that is a string names the
    /// resource in the marks of its objects.
    const IMPORT_ID: &'static [&'static str];

    /// The form of the id by which the resource is imported, where that is for [`Composite::identify`] to understand. Empty:
    /// the values of [`Composite::IMPORT_ID`].
    const IMPORT_FORM: &'static str = "";

    /// The attribute that says in which account the resource lives: optional, by default the caller's account.
    const HOME: &'static str = ACCOUNT_ID;

    /// Whether the resource must never be made twice, nor removed because its create failed half-way. A create that fails
    /// then returns no state, so that nothing is tainted: the next apply finds what exists and goes on with it.
    const ONCE: bool = false;

    /// The group of its page in the Registry's navigation, such as `Access`.
    const SUBCATEGORY: &'static str = "";

    /// Wires the parts. The first one declared that exists once is the anchor, on which the resource stands: its mark says
    /// whose the resource is, and whether it is complete. What is declared before it outlives it in a destroy.
    fn parts(graph: &mut Graph<Self>);

    /// What must ask AWS before it can say no, beside the plan: reads only, and only when the provider's configuration is
    /// known. It gives messages, and fills what the configuration left open with facts that do not move.
    fn preflight(cx: &mut Preflight<'_, Self>) -> impl Future<Output = ()> + Send {
        let _ = cx;
        async {}
    }

    /// Finds out the attributes of [`Composite::IMPORT_ID`] from the id of an import, where [`Composite::IMPORT_FORM`] says
    /// so.
    fn identify(cx: &mut Identify<'_, Self>) -> impl Future<Output = Result<(), Fault>> + Send {
        let _ = cx;
        async { Ok(()) }
    }

    /// Why the resource as it stands in the state must not be destroyed, in a summary and a text that says what to do
    /// instead. Asked while a destroy is planned, and again before anything is deleted.
    fn keeps(state: &Configuration<'_, Self>) -> Option<(String, String)> {
        let _ = state;
        None
    }

    /// Sets the attributes of an imported resource that follow from several parts together.
    fn imported(resource: &mut Imported<'_, Self>) {
        let _ = resource;
    }

    /// Whether objects that are no longer wanted, in an update or in a destroy, are let go instead of deleted: they stay as
    /// they are, and a warning names them and ends with this advice. `state` is what the resource becomes in an update,
    /// and what it was in a destroy. What is replaced is deleted in any case.
    fn lets_go(state: &Configuration<'_, Self>) -> Option<&'static str> {
        let _ = state;
        None
    }

    /// Which objects a destroy leaves as they are, and what a person is told of it. `None`: it deletes all. What is taken
    /// out of a resource by an update is deleted in any case, unless [`Composite::lets_go`] says otherwise. Asked while a
    /// destroy is planned, for a warning, and again before anything is deleted.
    fn leaves(cx: &Leaving<'_, Self>) -> impl Future<Output = Result<Option<Leaves>, Fault>> + Send {
        let _ = cx;
        async { Ok(None) }
    }

    /// Rules over several attributes. Attributes of `config` may be unknown; a rule says nothing about those.
    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut crate::diagnostic::Diagnostics) {
        let _ = (config, diagnostics);
    }
}

/// An attribute computed from wires alone.
pub(super) struct Output {
    pub(super) attribute: &'static str,
    pub(super) sources: Vec<Source>,
    pub(super) read: Compute,
    /// Whether updates of the parts it is computed from leave it as it is.
    pub(super) lasting: bool,
}

type Compute = Box<dyn Fn(&Scene<'_>) -> Result<Input<Value>, Mismatch> + Send + Sync>;

impl Output {
    /// Whether it is a function of attributes alone.
    pub(super) fn needs_no_part(&self) -> bool {
        !self.needs_ids() && !self.sources.iter().any(|source| matches!(source, Source::Node(_)))
    }

    /// Whether it is made of the ids of parts.
    pub(super) fn needs_ids(&self) -> bool {
        self.sources.contains(&Source::Attribute(PARTS))
    }

    /// Whether it tells of what differs, and so changes without any other attribute.
    pub(super) fn follows_drift(&self) -> bool {
        self.sources.contains(&Source::Attribute(DRIFT))
    }
}

/// What is known of a resource's parts without looking at them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The addresses of those that exist, or will after what is planned.
    pub parts: BTreeSet<String>,
    /// What differs from how it should be, by address.
    pub drift: BTreeMap<String, String>,
}

impl<R: Composite> Graph<R> {
    /// The graph of a resource type.
    pub fn of() -> Graph<R> {
        let mut graph = Graph { nodes: Vec::new(), outputs: Vec::new() };
        R::parts(&mut graph);
        graph
    }

    /// Declares a part that exists once. `address` names it in the plan: `role`.
    pub fn part<P: Part<Cloud = R::Cloud>>(&mut self, address: &'static str) -> SingleBuilder<'_, R, P> {
        SingleBuilder { graph: self, address, part: std::marker::PhantomData }
    }

    /// Declares a part that exists once per name. `address` is the first half of its names in the plan:
    /// `inline_policy/deploy`.
    pub fn parts<P: RepeatedPart<Cloud = R::Cloud>>(&mut self, address: &'static str) -> RepeatedBuilder<'_, R, P> {
        RepeatedBuilder { graph: self, address, part: std::marker::PhantomData }
    }

    /// Computes an attribute from wires, by a pure function. It is known in a plan as soon as its wires are.
    pub fn output<W: Wires<R>, T: AttributeValue, O: Into<crate::model::Out<T>>>(
        &mut self,
        field: Field<R, crate::model::Out<T>>,
        wires: W,
        compute: impl Fn(W::Values) -> O + Send + Sync + 'static,
    ) {
        self.computed(field, wires, compute, false);
    }

    /// The same for what no update of the parts changes, such as an address that AWS gave: in a plan it stays known
    /// unless a part that it is wired to is made or removed, or an attribute changes.
    pub fn lasting<W: Wires<R>, T: AttributeValue, O: Into<crate::model::Out<T>>>(
        &mut self,
        field: Field<R, crate::model::Out<T>>,
        wires: W,
        compute: impl Fn(W::Values) -> O + Send + Sync + 'static,
    ) {
        self.computed(field, wires, compute, true);
    }

    fn computed<W: Wires<R>, T: AttributeValue, O: Into<crate::model::Out<T>>>(
        &mut self,
        field: Field<R, crate::model::Out<T>>,
        wires: W,
        compute: impl Fn(W::Values) -> O + Send + Sync + 'static,
        lasting: bool,
    ) {
        let mut sources = Vec::new();
        wires.sources(&mut |source| sources.push(source));
        let read = move |scene: &Scene<'_>| {
            Ok(match wires.read(scene)? {
                Input::Known(values) => Input::Known(compute(values).into().encode()),
                Input::Unknown => Input::Unknown,
            })
        };
        self.outputs.push(Output { attribute: field.name(), sources, read: Box::new(read), lasting });
    }

    /// Tells in an attribute which parts there are and which of them differ from how they should be. Always true to `parts`
    /// and `drift`, whatever an operation ended in.
    pub fn survey<W: Wires<R>, T: AttributeValue>(
        &mut self,
        field: Field<R, crate::model::Out<T>>,
        wires: W,
        tell: impl Fn(&Survey, W::Values) -> T + Send + Sync + 'static,
    ) {
        let mut sources = vec![Source::Attribute(PARTS), Source::Attribute(DRIFT)];
        wires.sources(&mut |source| sources.push(source));
        let read = move |scene: &Scene<'_>| {
            let Input::Known(values) = wires.read(scene)? else { return Ok(Input::Unknown) };
            let entries = |name: &str| scene.attributes.get(name).and_then(Value::entries);
            let Some(parts) = entries(PARTS) else { return Ok(Input::Unknown) };
            let text = |(address, text): (&String, &Value)| Some((address.clone(), text.as_str()?.to_owned()));
            let survey = Survey {
                parts: parts.keys().cloned().collect(),
                drift: entries(DRIFT).into_iter().flatten().filter_map(text).collect(),
            };
            Ok(Input::Known(tell(&survey, values).encode()))
        };
        self.outputs.push(Output { attribute: field.name(), sources, read: Box::new(read), lasting: false });
    }

    /// Arranges the ids of a part's instances in an attribute. In a plan the ids of what stays are known, beside those
    /// that are not yet, so what is added changes nothing for whoever uses what was there.
    pub fn ids<P, W: Wires<R>, T: AttributeValue>(
        &mut self,
        field: Field<R, crate::model::Out<T>>,
        part: Many<P>,
        wires: W,
        arrange: impl Fn(BTreeMap<String, Value>, W::Values) -> Value + Send + Sync + 'static,
    ) {
        self.ids_of_all(field, &[part], wires, arrange);
    }

    /// The same for several parts whose instances have names of one kind: organizational units of each level.
    pub fn ids_of_all<P, W: Wires<R>, T: AttributeValue>(
        &mut self,
        field: Field<R, crate::model::Out<T>>,
        parts: &[Many<P>],
        wires: W,
        arrange: impl Fn(BTreeMap<String, Value>, W::Values) -> Value + Send + Sync + 'static,
    ) {
        let mut sources = vec![Source::Attribute(PARTS)];
        wires.sources(&mut |source| sources.push(source));
        let prefixes: Vec<String> = parts.iter().map(|part| format!("{}/", part.address())).collect();
        let read = move |scene: &Scene<'_>| {
            let Input::Known(values) = wires.read(scene)? else { return Ok(Input::Unknown) };
            let Some(parts) = scene.attributes.get(PARTS).and_then(Value::entries) else { return Ok(Input::Unknown) };
            let own = parts.iter().filter_map(|(key, id)| {
                let name = prefixes.iter().find_map(|prefix| key.strip_prefix(prefix.as_str()));
                let name = name.filter(|name| successor(name).is_none())?;
                Some((name.to_owned(), id.clone()))
            });
            Ok(Input::Known(arrange(own.collect(), values)))
        };
        self.outputs.push(Output { attribute: field.name(), sources, read: Box::new(read), lasting: false });
    }
}

/// A part that exists once, waiting for its key.
pub struct SingleBuilder<'g, R: Composite, P> {
    graph: &'g mut Graph<R>,
    address: &'static str,
    part: std::marker::PhantomData<fn() -> P>,
}

impl<'g, R: Composite, P: Part<Cloud = R::Cloud>> SingleBuilder<'g, R, P> {
    /// What identifies the object.
    pub fn key<W: Wires<R>>(
        self,
        wires: W,
        key: impl Fn(W::Values) -> P::Key + Send + Sync + 'static,
    ) -> SingleWithKey<'g, R, P> {
        let key = wired::<R, W, (), P::Key>(wires, move |(), values| key(values));
        SingleWithKey { graph: self.graph, address: self.address, key }
    }
}

/// A part that exists once, waiting for how it should look.
pub struct SingleWithKey<'g, R: Composite, P: Part> {
    graph: &'g mut Graph<R>,
    address: &'static str,
    key: Wired<(), P::Key>,
}

impl<'g, R: Composite, P: Part<Cloud = R::Cloud>> SingleWithKey<'g, R, P> {
    /// How the object should look.
    pub fn want<W: Wires<R>>(
        self,
        wires: W,
        want: impl Fn(W::Values) -> P::Want + Send + Sync + 'static,
    ) -> SinglePart<'g, R, P> {
        let want = wired::<R, W, (), P::Want>(wires, move |(), values| want(values));
        let node = Single::<P>::new(self.address, self.key, want);
        SinglePart { graph: self.graph, node }
    }
}

/// A declared part that exists once. [`add`](SinglePart::add) puts it into the graph.
pub struct SinglePart<'g, R: Composite, P: Part> {
    graph: &'g mut Graph<R>,
    node: Single<P>,
}

impl<R: Composite, P: Part<Cloud = R::Cloud>> SinglePart<'_, R, P> {
    /// Fills an attribute from how the object looks. `None` leaves the attribute as it is: what AWS has cannot be
    /// expressed in it, and `drift` says what differs.
    #[must_use]
    pub fn fill<T: AttributeValue>(
        mut self,
        field: Field<R, T>,
        read: impl Fn(&P::Seen) -> Option<T> + Send + Sync + 'static,
    ) -> Self {
        self.node.fill(field.name(), Box::new(move |seen| read(seen).map(|value| value.encode())));
        self
    }

    /// The attribute that problems with the part are reported at.
    #[must_use]
    pub fn at<T>(mut self, field: Field<R, T>) -> Self {
        self.node.at = Some(field.path());
        self
    }

    /// Where the object lives, when that is not where the resource lives.
    #[must_use]
    pub fn place<W: Wires<R>>(mut self, wires: W, place: impl Fn(W::Values) -> Place + Send + Sync + 'static) -> Self {
        self.node.place = Some(wired::<R, W, String, Place>(wires, move |_, values| place(values)));
        self
    }

    /// Says that the object goes with the resource's first part, so that a destroy need not delete it first.
    #[must_use]
    pub fn with_anchor(mut self) -> Self {
        self.node.with_anchor = true;
        self
    }

    /// Puts the part into the graph.
    pub fn add(self) -> Handle<P> {
        let index = self.graph.nodes.len();
        self.graph.nodes.push(Box::new(Typed::new(self.node)));
        Handle::new(index)
    }
}

/// A repeated part, waiting for its names.
pub struct RepeatedBuilder<'g, R: Composite, P> {
    graph: &'g mut Graph<R>,
    address: &'static str,
    part: std::marker::PhantomData<fn() -> P>,
}

impl<'g, R: Composite, P: RepeatedPart<Cloud = R::Cloud>> RepeatedBuilder<'g, R, P> {
    /// The names of the objects there should be, a function of attributes only.
    pub fn names<W: Wires<R>>(
        self,
        wires: W,
        names: impl Fn(W::Values) -> BTreeSet<String> + Send + Sync + 'static,
    ) -> RepeatedWithNames<'g, R, P> {
        let names = wired::<R, W, (), BTreeSet<String>>(wires, move |(), values| names(values));
        RepeatedWithNames { graph: self.graph, address: self.address, names, part: std::marker::PhantomData }
    }
}

/// A repeated part, waiting for its owner.
pub struct RepeatedWithNames<'g, R: Composite, P> {
    graph: &'g mut Graph<R>,
    address: &'static str,
    names: Wired<(), BTreeSet<String>>,
    part: std::marker::PhantomData<fn() -> P>,
}

impl<'g, R: Composite, P: RepeatedPart<Cloud = R::Cloud>> RepeatedWithNames<'g, R, P> {
    /// What the objects belong to.
    pub fn owner<W: Wires<R>>(
        self,
        wires: W,
        owner: impl Fn(W::Values) -> P::Owner + Send + Sync + 'static,
    ) -> RepeatedWithOwner<'g, R, P> {
        let owner = wired::<R, W, (), P::Owner>(wires, move |(), values| owner(values));
        RepeatedWithOwner { graph: self.graph, address: self.address, names: self.names, owner }
    }
}

/// A repeated part, waiting for how each object should look.
pub struct RepeatedWithOwner<'g, R: Composite, P: RepeatedPart> {
    graph: &'g mut Graph<R>,
    address: &'static str,
    names: Wired<(), BTreeSet<String>>,
    owner: Wired<(), P::Owner>,
}

impl<'g, R: Composite, P: RepeatedPart<Cloud = R::Cloud>> RepeatedWithOwner<'g, R, P> {
    /// How the object of each name should look. `None`: there is none of that name.
    pub fn want<W: Wires<R>>(
        self,
        wires: W,
        want: impl Fn(&str, W::Values) -> Option<P::Want> + Send + Sync + 'static,
    ) -> RepeatedPartDeclared<'g, R, P> {
        let want = wired::<R, W, String, Option<P::Want>>(wires, move |name, values| want(&name, values));
        let node = Repeated::<P>::new(self.address, self.names, self.owner, want);
        RepeatedPartDeclared { graph: self.graph, node }
    }
}

/// A declared repeated part. [`add`](RepeatedPartDeclared::add) puts it into the graph.
pub struct RepeatedPartDeclared<'g, R: Composite, P: RepeatedPart> {
    graph: &'g mut Graph<R>,
    node: Repeated<P>,
}

impl<R: Composite, P: RepeatedPart<Cloud = R::Cloud>> RepeatedPartDeclared<'_, R, P> {
    /// Fills an attribute from all objects of the part, whoever made them.
    #[must_use]
    pub fn fill<W: Wires<R>, T: AttributeValue>(
        mut self,
        field: Field<R, T>,
        wires: W,
        read: impl Fn(BTreeMap<String, P::Seen>, W::Values) -> T + Send + Sync + 'static,
    ) -> Self {
        let read =
            wired::<R, W, BTreeMap<String, P::Seen>, Value>(wires, move |all, values| read(all, values).encode());
        self.node.fill(field.name(), read);
        self
    }

    /// The attribute that problems are reported at; with `keyed`, at the element of that name.
    #[must_use]
    pub fn at<T>(mut self, field: Field<R, T>, keyed: bool) -> Self {
        self.node.at = Some((field.path(), keyed));
        self
    }

    /// Where each object lives, when that is not where the resource lives.
    #[must_use]
    pub fn place<W: Wires<R>>(
        mut self,
        wires: W,
        place: impl Fn(&str, W::Values) -> Place + Send + Sync + 'static,
    ) -> Self {
        self.node.place = Some(wired::<R, W, String, Place>(wires, move |name, values| place(&name, values)));
        self
    }

    /// What must be there before the objects are made, and until they are gone, though they do not say so themselves: a
    /// role's policy, before the role is put to use.
    #[must_use]
    pub fn after<W: Wires<R>>(mut self, wires: W) -> Self {
        self.node.after = Some(wired::<R, W, (), ()>(wires, |(), _| ()));
        self
    }

    /// Says that the objects go with the resource's first part, so that a destroy need not delete them first.
    #[must_use]
    pub fn with_anchor(mut self) -> Self {
        self.node.with_anchor = true;
        self
    }

    /// Puts the part into the graph.
    pub fn add(self) -> Many<P> {
        let (index, address) = (self.graph.nodes.len(), self.node.address);
        self.graph.nodes.push(Box::new(Typed::new(self.node)));
        Many::new(index, address)
    }
}

/// Where a problem with an instance is reported.
pub(super) fn path_of(at: Option<&(Path, bool)>, name: &str) -> Option<Path> {
    at.map(|(path, keyed)| if *keyed { path.key(name) } else { path.clone() })
}
