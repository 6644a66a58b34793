//! What a module needs beside the schema of its resource.

/// A module in a few lines.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// Name of the module and of its folder.
    pub name: &'static str,
    /// What it makes, as a sentence.
    pub title: &'static str,
    /// What else a reader must know, in Markdown.
    pub about: &'static str,
    /// Type of its resource.
    pub resource: &'static str,
    /// With it the module makes as many of the resource as its map has entries.
    pub each: Option<Each>,
    /// Arguments that the module settles: argument and expression. They are no variables.
    pub settled: &'static [(&'static str, &'static str)],
    /// What its variables must satisfy, beside what follows from their names.
    pub checks: &'static [Check],
    /// Arguments that are outputs too, because AWS or the provider chooses them when they are left out.
    pub shown: &'static [&'static str],
    /// Computed attributes that are no outputs, because they change without an apply of the module: every plan would show it.
    pub hidden: &'static [&'static str],
    /// Outputs that are computed from others.
    pub outputs: &'static [Derived],
    /// Whether a plan that would destroy the resource is refused.
    pub prevent_destroy: bool,
    /// The arguments of the smallest useful example, in HCL.
    pub example: &'static str,
    /// The arguments of an example that shows more, in HCL; empty when there is none.
    pub complete: &'static str,
}

/// A module over a map.
#[derive(Clone, Copy, Debug)]
pub struct Each {
    /// The variable that is the map: `roles`.
    pub variable: &'static str,
    /// The argument that an entry's key is: `name`.
    pub key: &'static str,
    /// What an entry is, in words.
    pub entry: &'static str,
}

/// A validation of a variable, and values that it refuses.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The variable.
    pub variable: &'static str,
    /// The condition, in HCL.
    pub condition: &'static str,
    /// What is allowed, as a sentence.
    pub message: &'static str,
    /// A value that is refused, in HCL; the module's test uses it.
    pub refused: &'static str,
}

/// An output that is computed.
#[derive(Clone, Copy, Debug)]
pub struct Derived {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub description: &'static str,
    /// The expression, in HCL.
    pub value: &'static str,
}

impl Recipe {
    /// A module with nothing settled, for recipes to begin with.
    pub(super) const PLAIN: Self = Self {
        name: "",
        title: "",
        about: "",
        resource: "",
        each: None,
        settled: &[],
        checks: &[],
        shown: &[],
        hidden: &[],
        outputs: &[],
        prevent_destroy: false,
        example: "",
        complete: "",
    };
}
