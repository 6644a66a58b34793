use tfplugin_derive::Resource;

/// Words that mean nothing.
#[derive(Resource)]
#[tf(name = "words", prefix = "x")]
struct Words {
    /// A word from elsewhere.
    #[tf(required, requires_replace)]
    elsewhere: String,
    /// A word from another language.
    #[tf(required, default_value = 1)]
    other: String,
    /// A word with a value.
    #[tf(required = true)]
    value: String,
    /// Words without a value.
    #[tf(required, check, deprecated)]
    no_value: String,
    /// A word that is said twice.
    #[tf(required, sensitive, sensitive)]
    twice: String,
    /// A name that is no text.
    #[tf(required, name = 5)]
    no_text: String,
    /// Words that are no words.
    #[tf(required; optional)]
    semicolon: String,
}

fn main() {}
