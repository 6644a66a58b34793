use tfplugin_derive::{Object, Resource};

#[derive(Resource)]
#[tf(name = "undocumented")]
struct Undocumented {
    #[tf(required)]
    name: String,
    /// It just stops
    #[tf(required)]
    path: String,
}

/// A headline without an end
///
/// And a sentence.
#[derive(Object)]
struct Headline {}

fn main() {}
