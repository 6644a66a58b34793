//! Durations as users of the AWS provider write them: `1h`, `15m`, `1h30m`, `3600s`.

use std::time::Duration;

/// The duration in a text; `None` for any other text.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut seconds: u64 = 0;
    let mut number = String::new();
    for character in text.chars() {
        let unit = match character {
            '0'..='9' => {
                number.push(character);
                continue;
            }
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        let count: u64 = number.parse().ok()?;
        number.clear();
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
    }
    (number.is_empty() && !text.is_empty()).then_some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_written() {
        for (text, seconds) in [("1h", 3600), ("15m", 900), ("1h30m", 5400), ("3600s", 3600), ("0s", 0)] {
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "1", "h", "1d", "-1h", "1.5h", "99999999999999999999h"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
