use tfplugin_derive::{Object, Resource};

/// A struct of any type.
#[derive(Resource)]
#[tf(name = "generic")]
struct Generic<T> {
    /// Its value.
    #[tf(required)]
    value: T,
}

/// A tuple.
#[derive(Object)]
struct Tuple(String);

/// Nothing.
#[derive(Object)]
struct Unit;

/// A choice.
#[derive(Object)]
enum Choice {
    One,
}

fn main() {}
