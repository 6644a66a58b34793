//! Functions from wires, with their inputs recorded.

use crate::model::Mismatch;

use super::wire::{Input, Scene, Source, Wires};

/// A function from wires, with its inputs recorded.
pub(super) struct Wired<A, T> {
    pub(super) sources: Vec<Source>,
    pub(super) needs: Needs,
    pub(super) call: WiredCall<A, T>,
}

/// Reports the instances that a scene's wires read.
pub(super) type Needs = Box<dyn Fn(&Scene<'_>, &mut dyn FnMut(usize, Option<&str>)) + Send + Sync>;

type WiredCall<A, T> = Box<dyn Fn(&Scene<'_>, A) -> Result<Input<T>, Mismatch> + Send + Sync>;

/// Records a closure over wires; `A` is what it gets beside them.
pub(super) fn wired<R, W: Wires<R>, A: 'static, T: 'static>(
    wires: W,
    function: impl Fn(A, W::Values) -> T + Send + Sync + 'static,
) -> Wired<A, T> {
    let mut sources = Vec::new();
    wires.sources(&mut |source| sources.push(source));
    let call = move |scene: &Scene<'_>, argument: A| {
        Ok(match wires.read(scene)? {
            Input::Known(values) => Input::Known(function(argument, values)),
            Input::Unknown => Input::Unknown,
        })
    };
    let needs = move |scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)| wires.needs(scene, visit);
    Wired { sources, needs: Box::new(needs), call: Box::new(call) }
}
