//! Answers in XML as plain trees, for callers that know AWS's names and no SDK.

use crate::ensure;
use crate::error::{Context as _, Result};
use xmlparser::{ElementEnd, Token, Tokenizer};

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name, without a prefix.
    pub name: String,
    /// Its text; where it has elements, what stands between them, which says nothing.
    pub text: String,
    /// Its elements, in order.
    pub elements: Vec<Element>,
}

impl Element {
    /// The root of a document.
    pub fn parse(text: &str) -> Result<Self> {
        // Elements that are open, with something around the root that is never closed.
        let mut open = vec![Self::default()];
        for token in Tokenizer::from(text) {
            match token.context("an answer that is no XML")? {
                Token::ElementStart { local, .. } => {
                    open.push(Self { name: local.as_str().to_owned(), ..Self::default() });
                }
                Token::ElementEnd { end: ElementEnd::Close(..) | ElementEnd::Empty, .. } => {
                    let closed = open.pop().context("an element that was not open")?;
                    open.last_mut().context("an element around the root")?.elements.push(closed);
                }
                Token::Text { text } => {
                    let within = open.last_mut().context("text outside of the root")?;
                    within.text.push_str(&unescaped(text.as_str()));
                }
                Token::Cdata { text, .. } => {
                    open.last_mut().context("text outside of the root")?.text.push_str(text.as_str());
                }
                _ => {}
            }
        }
        ensure!(open.len() == 1, "an answer in XML breaks off");
        open.pop().and_then(|mut around| around.elements.pop()).context("an answer without XML")
    }

    /// The first element of this name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.elements.iter().find(|element| element.name == name)
    }

    /// The text below these names; empty where there is none.
    pub fn text(&self, path: &[&str]) -> &str {
        let below = path.iter().try_fold(self, |element, name| element.get(name));
        below.map_or("", |element| element.text.trim())
    }

    /// The items of a list; none where there is no list.
    pub fn items(&self, name: &str) -> &[Self] {
        self.get(name).map_or(&[], |list| list.elements.as_slice())
    }
}

/// Text with XML's own entities replaced; AWS defines no others.
fn unescaped(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&#34;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_tree() {
        let text =
            "<?xml version=\"1.0\"?>\n<R xmlns=\"x\"><set>\n <item><id>a&amp;b</id></item><item/></set><next/></R>";
        let root = Element::parse(text).unwrap();
        assert_eq!((root.name.as_str(), root.items("set").len()), ("R", 2));
        assert_eq!(root.items("set")[0].text(&["id"]), "a&b");
        assert_eq!((root.text(&["next"]), root.text(&["missing", "id"])), ("", ""));
        assert!(Element::parse("<R><set></R").is_err());
    }
}
