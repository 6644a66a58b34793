use tfplugin_derive::{DataSource, ProviderBlock, Resource};

struct Out<T>(T);

/// Words that do not go together.
#[derive(Resource)]
#[tf(name = "together")]
struct Together {
    /// Computed.
    #[tf(computed, force_new, check = Len(1, 2), write_only)]
    computed: Out<String>,
    /// With a default.
    #[tf(default = "x", write_only, volatile)]
    with_default: String,
    /// Optional and computed.
    #[tf(optional, computed, write_only)]
    either: Out<String>,
    /// Required.
    #[tf(required, volatile)]
    required: String,
}

/// A data source has no life.
#[derive(DataSource)]
#[tf(name = "life")]
struct Life {
    /// Its key.
    #[tf(required, force_new, write_only)]
    key: String,
    /// Its value.
    #[tf(computed, volatile)]
    value: Out<String>,
}

/// Nobody reads a provider block.
#[derive(ProviderBlock)]
struct Provider {
    /// Account.
    #[tf(computed)]
    account: Out<String>,
}

fn main() {}
