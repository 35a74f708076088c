//! What the parser drops but an engineer needs: rule labels in comments, and the text of a condition.

/// A source with its lines; positions are Rhai's: line and column from 1, columns in characters.
pub struct Source<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
}

/// A `// @rule name` comment.
pub struct Label {
    pub line: usize,
    pub column: usize,
    pub name: String,
}

/// The longest text of a condition that is kept.
const CONDITION_BYTES: usize = 240;

impl<'a> Source<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { text, line_starts }
    }

    fn offset(&self, line: usize, column: usize) -> usize {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else {
            return self.text.len();
        };
        let rest = &self.text[start..];
        let characters = column.saturating_sub(1);
        start + rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at)
    }

    fn place(&self, offset: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts[line - 1];
        (line, self.text[start..offset].chars().count() + 1)
    }

    /// The text between a keyword (`if`, `switch`) and the brace that opens its body.
    pub fn condition(&self, line: usize, column: usize, keyword: &str) -> String {
        let start = self.offset(line, column) + keyword.len();
        let Some(rest) = self.text.get(start..) else { return String::new() };
        let mut end = rest.len();
        let mut depth = 0usize;
        scan(rest, |at, token| {
            match token {
                Token::Code('(' | '[') => depth += 1,
                Token::Code(')' | ']') => depth = depth.saturating_sub(1),
                // `#{` opens a map, not the body.
                Token::Code('{') if depth == 0 && !rest[..at].ends_with('#') => {
                    end = at;
                    return false;
                }
                Token::Code('{') => depth += 1,
                Token::Code('}') => depth = depth.saturating_sub(1),
                _ => (),
            }
            true
        });
        let mut text = rest[..end].trim();
        while text.len() > CONDITION_BYTES {
            text = &text[..text.char_indices().next_back().map_or(0, |(at, _)| at)];
        }
        text.to_string()
    }

    /// All labels in the order of the source.
    pub fn labels(&self) -> Vec<Label> {
        let mut labels = Vec::new();
        scan(self.text, |at, token| {
            if let Token::Comment(text) = token {
                if let Some(name) = label_name(text) {
                    let (line, column) = self.place(at);
                    labels.push(Label { line, column, name: name.to_string() });
                }
            }
            true
        });
        labels
    }
}

fn label_name(comment: &str) -> Option<&str> {
    let rest = comment.trim_start_matches('/').trim().strip_prefix("@rule")?;
    let name = rest.split_whitespace().next()?;
    rest.starts_with(char::is_whitespace).then_some(name).filter(|name| name.len() <= 80)
}

enum Token<'t> {
    Code(char),
    Comment(&'t str),
}

/// Walks over code and line comments, stepping over texts and block comments. The callback ends it by `false`.
fn scan<'t>(text: &'t str, mut on_token: impl FnMut(usize, Token<'t>) -> bool) {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let step = if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            if !on_token(at, Token::Comment(&rest[..end])) {
                return;
            }
            end
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if matches!(c, '"' | '`' | '\'') {
            quoted(rest, c).unwrap_or(rest.len())
        } else {
            if !on_token(at, Token::Code(c)) {
                return;
            }
            c.len_utf8()
        };
        at += step.max(1);
    }
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of the quoted text that a source begins with, quotes included; none where it does not end.
pub fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote != '`' {
            escaped = true;
        } else if c == quote {
            return Some(at + c.len_utf8());
        }
    }
    None
}
