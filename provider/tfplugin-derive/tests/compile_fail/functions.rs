use tfplugin_derive::Function;

struct Out<T>(T);
struct Inner;

/// Parameters have no life.
#[derive(Function)]
#[tf(name = "parameters", version = 1)]
struct Parameters {
    /// A mode.
    #[tf(required)]
    mode: String,
    /// A default.
    #[tf(default = 1)]
    with_default: i64,
    /// Computed.
    computed: Out<String>,
    /// Words about life.
    #[tf(force_new, sensitive)]
    life: String,
    #[tf(block)]
    block: Option<Inner>,
    #[tf(flatten)]
    flat: Inner,
}

fn main() {}
