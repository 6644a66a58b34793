use tfplugin_derive::Resource;

struct Inner;

/// Blocks and what is flattened stand alone.
#[derive(Resource)]
#[tf(name = "blocks")]
struct Blocks {
    #[tf(block, required, force_new)]
    one: Option<Inner>,
    #[tf(block)]
    bare: Inner,
    #[tf(flatten, name = "x", sensitive)]
    inside: Inner,
    #[tf(flatten, block)]
    both: Inner,
}

fn main() {}
