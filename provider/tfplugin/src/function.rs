//! Provider-defined functions: pure, typed, and called by their place in a list of arguments.
//!
//! A function computes from its arguments alone: no network, no clock, no configuration. Terraform calls it while
//! planning, in `validate` and in the console, as often as it likes, and before any provider is configured. Nothing
//! here knows bytes or RPCs.

use std::fmt;

use crate::diagnostic::{Diagnostics, Path, Step};
use crate::model::{AttributeValue, Model, Named};
use crate::schema::{Attribute, Mode, Object};
use crate::types::Type;
use crate::value::Value;

/// A function. `#[derive(Function)]` makes the fields its parameters, in order.
pub trait Function: Named {
    /// What it returns.
    type Output: AttributeValue;

    /// The group of its page in the Registry's navigation, such as `Access`.
    const SUBCATEGORY: &'static str = "";

    /// Computes the result.
    ///
    /// # Guarantees
    ///
    /// Pure: the same arguments give the same result or the same fault, and nothing else happens. Terraform fails a
    /// run in which a second call returns something else than the first.
    fn call(self) -> Result<Self::Output, FunctionFault>;
}

/// Why a function has no result, and which argument is to blame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct FunctionFault {
    /// Position of the argument, from 0; `None` when it is no single one.
    pub argument: Option<usize>,
    /// What is wrong.
    pub text: String,
}

impl fmt::Display for FunctionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FunctionFault {
    /// A fault of the whole call.
    pub fn new(text: impl Into<String>) -> FunctionFault {
        FunctionFault { argument: None, text: text.into() }
    }

    /// The same fault, of the argument at `index`, from 0.
    #[must_use]
    pub fn argument(mut self, index: usize) -> FunctionFault {
        self.argument = Some(index);
        self
    }
}

/// A function as the provider's list of functions holds it.
#[derive(Clone)]
pub struct FunctionEntry {
    /// Its name, which carries no prefix.
    pub name: &'static str,
    /// The group of its page in the Registry's navigation, such as `Access`.
    pub subcategory: &'static str,
    /// Its doc, and its parameters as attributes in order; [`Mode::Optional`] is one that takes null.
    pub object: Object,
    /// The type of the result.
    pub output: Type,
    /// Tests, decodes and calls. Every argument is wholly known, of its parameter's type.
    pub call: fn(Vec<Value>) -> Result<Value, FunctionFault>,
}

/// One parameter of a [`FunctionEntry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, for pages and messages; calls go by position.
    pub name: &'static str,
    /// Its description, Markdown.
    pub doc: &'static str,
    /// Its type.
    pub ty: Type,
    /// Whether it takes null.
    pub nullable: bool,
}

impl FunctionEntry {
    /// The entry of `F`.
    pub fn of<F: Function>() -> FunctionEntry {
        FunctionEntry {
            name: F::NAME,
            subcategory: F::SUBCATEGORY,
            object: F::object(),
            output: <F::Output as AttributeValue>::shape().ty(),
            call: call::<F>,
        }
    }

    /// Its parameters in order.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> + '_ {
        self.object.attributes.iter().map(|attribute| Parameter {
            name: attribute.name,
            doc: attribute.doc,
            ty: attribute.shape.ty(),
            nullable: attribute.mode == Mode::Optional,
        })
    }

    /// The first paragraph of its doc, on one line.
    pub fn summary(&self) -> String {
        let paragraph = self.object.doc.split("\n\n").next().unwrap_or_default();
        paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for FunctionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FunctionEntry({})", self.name)
    }
}

fn call<F: Function>(arguments: Vec<Value>) -> Result<Value, FunctionFault> {
    let parameters = <F as Model>::object().attributes;
    if arguments.len() != parameters.len() {
        let (wanted, found) = (parameters.len(), arguments.len());
        return Err(FunctionFault::new(format!("`{}` takes {wanted} arguments, found {found}", F::NAME)));
    }
    for (index, (parameter, argument)) in parameters.iter().zip(&arguments).enumerate() {
        test(parameter, argument).map_err(|fault| fault.argument(index))?;
    }
    let named = Value::object(parameters.iter().map(|parameter| parameter.name).zip(arguments));
    let function = F::decode(&named).map_err(|mismatch| {
        let is_blamed = |parameter: &Attribute| match mismatch.path.0.first() {
            Some(Step::Attribute(name)) => name == parameter.name,
            _ => false,
        };
        let argument = parameters.iter().position(is_blamed);
        FunctionFault { argument, text: mismatch.to_string() }
    })?;
    function.call().map(|output| output.encode())
}

fn test(parameter: &Attribute, argument: &Value) -> Result<(), FunctionFault> {
    let mut problems = Diagnostics::new();
    for check in &parameter.checks {
        check.test(argument, &Path::attribute(parameter.name), &mut problems);
    }
    let texts: Vec<String> =
        problems.iter().map(|problem| format!("{}. {}", problem.summary, problem.detail)).collect();
    if texts.is_empty() { Ok(()) } else { Err(FunctionFault::new(texts.join("\n"))) }
}
