//! HCL in pieces, as far as the formatter tells them apart.

/// What kind of piece it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Identifier,
    Number,
    /// A quoted string with all that is in it, or a heredoc up to its last marker.
    Text,
    Open,
    Close,
    Comment,
    Operator,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
}

/// A string, heredoc or comment that begins and does not end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {what} that begins in line {line} does not end")]
pub struct Unfinished {
    what: &'static str,
    line: usize,
}

const OPERATORS: [&str; 9] = ["...", "==", "!=", "<=", ">=", "=>", "&&", "||", "::"];

/// The text's lines, each in its pieces. A heredoc belongs to the line that it begins in.
pub(super) fn lines(text: &str) -> Result<Vec<Vec<Token<'_>>>, Unfinished> {
    let mut lines = vec![Vec::new()];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let unfinished = |what| Unfinished { what, line: lines.len() };
        let (kind, length) = match first {
            '\n' => {
                lines.push(Vec::new());
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            blank if blank.is_whitespace() => {
                rest = rest.get(blank.len_utf8()..).unwrap_or_default();
                continue;
            }
            '"' => (Kind::Text, string(rest).ok_or_else(|| unfinished("string"))?),
            '#' => (Kind::Comment, line(rest)),
            '/' if rest.starts_with("//") => (Kind::Comment, line(rest)),
            '/' if rest.starts_with("/*") => {
                (Kind::Comment, rest.find("*/").map(|end| end + 2).ok_or_else(|| unfinished("comment"))?)
            }
            '<' if rest.starts_with("<<") => (Kind::Text, heredoc(rest).ok_or_else(|| unfinished("heredoc"))?),
            '{' | '[' | '(' => (Kind::Open, 1),
            '}' | ']' | ')' => (Kind::Close, 1),
            digit if digit.is_ascii_digit() => (Kind::Number, number(rest)),
            letter if letter.is_alphabetic() || letter == '_' => (Kind::Identifier, word(rest)),
            other => {
                let long = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
                (Kind::Operator, long.map_or(other.len_utf8(), |operator| operator.len()))
            }
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if let Some(tokens) = lines.last_mut() {
            tokens.push(Token { kind, text: piece.trim_end() });
        }
        rest = after;
    }
    Ok(lines)
}

fn line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

fn word(rest: &str) -> usize {
    let inside = |character: char| character.is_alphanumeric() || character == '_' || character == '-';
    rest.find(|character| !inside(character)).unwrap_or(rest.len())
}

fn number(rest: &str) -> usize {
    let inside = |character: char| character.is_ascii_alphanumeric() || character == '.';
    rest.find(|character| !inside(character)).unwrap_or(rest.len())
}

/// Length of the quoted string that the text begins with. Templates in it may hold strings of their own.
fn string(rest: &str) -> Option<usize> {
    let mut nesting = vec!['"'];
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        let quoted = nesting.last() == Some(&'"');
        match character {
            '\\' if quoted => drop(characters.next()),
            '$' | '%' if quoted => {
                let next = characters.peek().map(|(_, next)| *next);
                if next == Some(character) {
                    // `$${` is text.
                    characters.next();
                    if characters.peek().is_some_and(|(_, brace)| *brace == '{') {
                        characters.next();
                    }
                } else if next == Some('{') {
                    characters.next();
                    nesting.push('{');
                }
            }
            '"' if quoted => {
                nesting.pop();
                if nesting.is_empty() {
                    return Some(at + 1);
                }
            }
            '"' => nesting.push('"'),
            '{' if !quoted => nesting.push('{'),
            '}' if !quoted => drop(nesting.pop()),
            '\n' if quoted => return None,
            _ => {}
        }
    }
    None
}

/// Length of the heredoc that the text begins with, up to the end of its last marker.
fn heredoc(rest: &str) -> Option<usize> {
    let first = rest.split('\n').next()?;
    let marker = first.trim_start_matches('<').trim_start_matches('-').trim_end();
    let mut length = first.len();
    for line in rest.split('\n').skip(1) {
        length += 1 + line.len();
        if line.trim() == marker {
            return Some(length);
        }
    }
    None
}
