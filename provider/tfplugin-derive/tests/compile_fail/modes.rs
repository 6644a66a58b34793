use tfplugin_derive::Resource;

struct Out<T>(T);

/// Modes that do not fit.
#[derive(Resource)]
#[tf(name = "modes")]
struct Modes {
    /// Nobody sets it.
    nobody: String,
    /// Nobody sets it, either.
    #[tf(force_new)]
    nobody_either: String,
    /// Two set it.
    #[tf(required, optional)]
    two: Option<String>,
    /// The configuration and the provider set it.
    #[tf(required, computed)]
    required_and_computed: Out<String>,
    /// The configuration and a default set it.
    #[tf(optional, default = "x")]
    optional_and_default: String,
    /// Required, yet empty.
    #[tf(required)]
    required_option: Option<String>,
    /// Required, yet computed.
    #[tf(required)]
    required_out: Out<String>,
    /// Computed, yet never empty.
    #[tf(computed)]
    computed_text: String,
    /// Computed, yet not `Out`.
    #[tf(optional, computed)]
    computed_option: Option<String>,
    /// Optional, yet never empty.
    #[tf(optional)]
    optional_list: Vec<String>,
    /// Has a default, yet may be empty.
    #[tf(default = 1)]
    default_option: Option<i64>,
    /// Has a default, yet may be empty.
    #[tf(default = 1)]
    default_out: Out<i64>,
}

fn main() {}
