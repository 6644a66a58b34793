//! A unit as its files say it.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::visit::{Visit, visit_traversal};

use super::read::Source;

/// A unit of any flavour.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Its folder, which is its state key.
    pub(super) path: String,
    /// The file that says it.
    pub(super) file: String,
    pub(super) line: usize,
    /// The folder of its module, from the repo's root; `None` when the module is somewhere else.
    pub(super) module: Option<String>,
    /// Its inputs by name.
    pub(super) inputs: BTreeMap<String, Given>,
    /// Whether those are all.
    pub(super) complete: bool,
    pub(super) dependencies: Vec<Needed>,
    /// Folders of units that come before it.
    pub(super) after: Vec<Way>,
    pub(super) uses: Vec<Use>,
}

/// An input.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) file: String,
    pub(super) line: usize,
    /// Its value, if it is a string.
    pub(super) text: Option<String>,
}

/// A way to another unit.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) file: String,
    pub(super) line: usize,
    /// The other unit's folder; `None` when the way leads out of the repo.
    pub(super) to: Option<String>,
    pub(super) written: String,
}

/// Another unit whose outputs are needed.
#[derive(Clone, Debug)]
pub(super) struct Needed {
    pub(super) name: String,
    /// The way, if it is said literally.
    pub(super) way: Option<Way>,
    pub(super) file: String,
    pub(super) line: usize,
    /// Its mocks by name; `None` where the flavour has none.
    pub(super) mocks: Option<BTreeMap<String, Mock>>,
    /// Commands that may see mocks; `None` when it is not said.
    pub(super) commands: Option<Vec<String>>,
}

/// A value that stands for an output.
#[derive(Clone, Debug)]
pub(super) struct Mock {
    pub(super) line: usize,
    pub(super) kind: Kind,
}

/// What a value is, as far as its form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Truth,
    List,
    Map,
    Unknown,
}

impl Kind {
    pub(super) fn of(expression: &Expression) -> Self {
        match expression {
            Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_) => Self::Text,
            Expression::Number(_) => Self::Number,
            Expression::Bool(_) => Self::Truth,
            Expression::Array(_) => Self::List,
            Expression::Object(_) => Self::Map,
            _ => Self::Unknown,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Truth => "a bool",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Unknown => "unknown",
        }
    }
}

/// An output of a dependency that is used.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) dependency: String,
    pub(super) output: String,
}

/// All outputs that a file uses: `dependency.vpc.outputs.vpc_id`, or whatever the first and third names are.
pub(super) fn uses(source: &Source, prefix: &[&str], infix: &[&str]) -> Vec<Use> {
    let mut finder = Finder { source, prefix, infix, found: Vec::new() };
    finder.visit_body(&source.body);
    finder.found
}

struct Finder<'a> {
    source: &'a Source,
    prefix: &'a [&'a str],
    infix: &'a [&'a str],
    found: Vec<Use>,
}

impl Visit for Finder<'_> {
    fn visit_traversal(&mut self, node: &hcl_edit::expr::Traversal) {
        let mut names = Vec::new();
        if let Expression::Variable(name) = &node.expr {
            names.push(name.as_str().to_owned());
        }
        for operator in &node.operators {
            match operator.value() {
                TraversalOperator::GetAttr(name) => names.push(name.as_str().to_owned()),
                TraversalOperator::Index(index) if index.as_str().is_some() => {
                    names.extend(index.as_str().map(str::to_owned));
                }
                _ => break,
            }
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let rest = names.strip_prefix(self.prefix).and_then(|rest| {
            let (dependency, rest) = rest.split_first()?;
            let output = rest.strip_prefix(self.infix)?.first()?;
            Some(((*dependency).to_owned(), (*output).to_owned()))
        });
        if let Some((dependency, output)) = rest {
            let line = self.source.line(&node.expr);
            self.found.push(Use { file: self.source.path.clone(), line, dependency, output });
        }
        visit_traversal(self, node);
    }
}
