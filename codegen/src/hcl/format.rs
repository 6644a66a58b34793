//! The formatting of `terraform fmt`: indentation, spaces, and columns of `=` and of comments.
//!
//! What is inside a quoted string or a heredoc stays as it is; everything else follows the rules that the tests beside this
//! file compare with the real program's. Columns are counted in characters.

use super::lexer::{Kind, Token, Unfinished, lines};

/// The text as `terraform fmt` writes it.
///
/// # Errors
/// A string, heredoc or comment that does not end.
pub fn format(source: &str) -> Result<String, Unfinished> {
    let mut written: Vec<Line> = lines(source)?.iter().map(|tokens| Line::of(tokens)).collect();
    indent(&mut written);
    align(
        &mut written,
        |line| line.assignment.is_some(),
        |line| line.head.chars().count(),
        |line, at| line.equals_at = at,
    );
    align(&mut written, |line| line.comment.is_some(), Line::width, |line, at| line.comment_at = at);
    let mut text = String::with_capacity(source.len() + source.len() / 4);
    for (index, line) in written.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        line.write(&mut text);
    }
    Ok(text)
}

/// A line in its cells.
struct Line {
    /// What stands before the `=` of an attribute, or the whole line.
    head: String,
    /// The rest of an attribute that begins and ends in this line, from its `=`.
    assignment: Option<String>,
    /// The comment behind it.
    comment: Option<String>,
    /// Brackets opened less brackets closed.
    brackets: isize,
    indentation: usize,
    equals_at: usize,
    comment_at: usize,
}

impl Line {
    fn of(tokens: &[Token<'_>]) -> Self {
        let (tokens, comment) = match tokens.split_last() {
            Some((last, before)) if last.kind == Kind::Comment && !before.is_empty() => {
                (before, Some(last.text.to_owned()))
            }
            _ => (tokens, None),
        };
        let equals = tokens.iter().skip(1).position(|token| token.text == "=").map(|at| at + 1);
        // An attribute whose value goes on in the next line is in no column.
        let (head, assignment) = match equals.and_then(|at| tokens.split_at_checked(at)) {
            Some((head, assignment)) if brackets(assignment) == 0 => (head, Some(spaced(assignment))),
            _ => (tokens, None),
        };
        let until_heredoc: Vec<Token<'_>> =
            tokens.iter().copied().take_while(|token| !token.text.starts_with("<<")).collect();
        let brackets = brackets(&until_heredoc);
        let head = spaced(head);
        Self { head, assignment, comment, brackets, indentation: 0, equals_at: 0, comment_at: 0 }
    }

    /// Width of what stands before the comment, without the indentation.
    fn width(&self) -> usize {
        let assignment = |text: &String| self.equals_at + 1 + text.chars().count();
        self.assignment.as_ref().map_or_else(|| self.head.chars().count(), assignment)
    }

    fn write(&self, text: &mut String) {
        let spaces = |text: &mut String, count: usize| text.extend(std::iter::repeat_n(' ', count));
        if self.head.is_empty() {
            return;
        }
        spaces(text, self.indentation * 2);
        text.push_str(&self.head);
        if let Some(assignment) = &self.assignment {
            spaces(text, self.equals_at + 1 - self.head.chars().count());
            text.push_str(assignment);
        }
        if let Some(comment) = &self.comment {
            spaces(text, self.comment_at + 1 - self.width());
            text.push_str(comment);
        }
    }
}

/// How deep each line stands. What one line opens together is one step, however many brackets it is.
fn indent(lines: &mut [Line]) {
    let mut open: Vec<isize> = Vec::new();
    for line in lines.iter_mut().filter(|line| !line.head.is_empty()) {
        if line.brackets > 0 {
            line.indentation = open.len();
            open.push(line.brackets);
            continue;
        }
        let mut closed = -line.brackets;
        while closed > 0 {
            let Some(last) = open.last_mut() else { break };
            let here = closed.min(*last);
            closed -= here;
            *last -= here;
            if *last == 0 {
                open.pop();
            }
        }
        line.indentation = open.len();
    }
}

/// Puts a cell of neighbouring lines into one column.
fn align(
    lines: &mut [Line],
    has: impl Fn(&Line) -> bool,
    width: impl Fn(&Line) -> usize,
    set: impl Fn(&mut Line, usize),
) {
    for group in lines.chunk_by_mut(|line, next| has(line) && has(next)) {
        let column = group.iter().map(&width).max().unwrap_or_default();
        for line in group {
            set(line, column);
        }
    }
}

fn brackets(tokens: &[Token<'_>]) -> isize {
    let change = |token: &Token<'_>| match token.kind {
        Kind::Open => 1,
        Kind::Close => -1,
        _ => 0,
    };
    tokens.iter().map(change).sum()
}

/// The tokens with the spaces that belong between them.
fn spaced(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut before = None;
    for (index, token) in tokens.iter().enumerate() {
        text.push_str(token.text);
        if let Some(after) = tokens.get(index + 1)
            && space_between(before, token, after)
        {
            text.push(' ');
        }
        before = Some(token);
    }
    text
}

/// Whether a space stands between two neighbours; a minus depends on what is before it.
fn space_between(before: Option<&Token<'_>>, token: &Token<'_>, after: &Token<'_>) -> bool {
    let ends_operand = token.kind == Kind::Close || token.kind == Kind::Number || token.kind == Kind::Identifier;
    match (token.text, after.text) {
        (_, "(") if token.kind == Kind::Identifier => false,
        ("." | "::" | "!", _) | (_, "." | "," | "..." | "::") | ("{", "}") => false,
        // A minus is a sign where no operand ends before it.
        ("-", _) => before.is_some_and(|before| !matches!(before.text, "(" | "{" | "[" | "=" | ":" | "," | "?")),
        ("," | "{", _) | (_, "}") => true,
        (_, "[") if ends_operand => false,
        _ => token.kind != Kind::Open && after.kind != Kind::Close,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::oracle::terraform_fmt;

    /// Each is written badly on purpose.
    const CASES: [&str; 24] = [
        "a=1\nbcd   =   \"x\"\n",
        "a = 1\n\nlonger = 2\n",
        "a = 1\n# why\nlonger = 2\n",
        "a = [\n1,\n2,\n]\nlonger = 2\nx = 3\n",
        "a = 1 # one\nlonger = 22 # two\nb = 3\nc = 4 // four\n",
        "resource \"x\" \"y\" {\na = 1\nblock {\nb=2\nlonger=3\n}\n}\n",
        "a = <<-EOF\n  text ${x}\n    more\nEOF\nlonger = 1\n",
        "block {\ncontents = <<EOF\nraw\n  raw\nEOF\nb = 1\n}\n",
        "a = {x=1,y=2}\nb = {}\nc = [ 1,2 ,3 ]\nd = [ ]\n",
        "a = f( x,y )\nb = f(g(x)[0].y[\"k\"])\n",
        "a = merge(local.x, {\nb = 1\nlonger = 2\n})\n",
        "a = concat(f(), [\n\"x\",\n\"y\",\n])\nb = 1\n",
        "a = -1\nb = 1-2\nc = !x\nd = x?-1:y\ne = (-x)\n",
        "a = x==y&&z!=w||v>=1\n",
        "a = [for k,v in var.x:upper(v) if v!=null]\nb = {for k,v in var.x:k=>v...}\n",
        "a = provider::plinth::role_arn(\"1\",\"x\")\n",
        "a = \"x${f(\"y\")}z$${no} %%{no}\"\nlonger = \"\\\"q\\\"\"\n",
        "a = var.x[*].id\nb = var.x[\"k\"]\nc = var.x.0\n",
        "a = {\n\"quoted key\" = 1\n(local.x) = 2\nk = 3\n}\n",
        "a = {\n\"plinth:unit\" = 1\nb = 2\nc = { d = 1 }\n}\n",
        "x {\n}\ny {}\nz { a = 1 }\n",
        "a = [\n{\nb = 1\n},\n{\nb = 2\n},\n]\n",
        "a = [\n\"one\", # first\n\"second\", # next\n]\n",
        "# only a comment\n\n\n  # and another\nlocals {\n# inside\n}\n",
    ];

    #[test]
    fn writes_what_terraform_writes() {
        for case in CASES {
            assert_eq!(format(case).unwrap(), terraform_fmt(case), "of:\n{case}");
        }
    }

    #[test]
    fn formatting_twice_changes_nothing() {
        for case in CASES {
            let once = format(case).unwrap();
            assert_eq!(format(&once).unwrap(), once);
        }
    }

    #[test]
    fn what_does_not_end_is_refused() {
        assert!(format("a = \"x\n").is_err());
        assert!(format("a = <<EOF\nx\n").is_err());
        assert!(format("/* x").is_err());
    }
}
