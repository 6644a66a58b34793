//! Numbers as Terraform has them: of any size, compared by value, and never re-written.
//!
//! Terraform reads numbers with 512 bits of precision and compares what a provider returns with what it sent, so a
//! number keeps the text it arrived with; arithmetic is for those who ask for an integer or a float.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use bigdecimal::BigDecimal;

/// A decimal number with its text.
///
/// Two numbers are equal when their values are: `1.50`, `1.5` and `15e-1` are one number.
#[derive(Clone)]
pub struct Number {
    text: String,
    value: Finite,
}

#[derive(Clone, PartialEq, Eq)]
enum Finite {
    NegativeInfinity,
    Decimal(BigDecimal),
    PositiveInfinity,
}

/// The text is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number")]
pub struct NotANumber(pub String);

impl Number {
    /// The text the number arrived with, or its shortest text when it was computed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Positive infinity, which Terraform's type system has and no AWS attribute uses.
    pub fn infinity() -> Number {
        Number { text: "inf".to_owned(), value: Finite::PositiveInfinity }
    }

    /// Negative infinity.
    pub fn negative_infinity() -> Number {
        Number { text: "-inf".to_owned(), value: Finite::NegativeInfinity }
    }

    /// Whether the number is an infinity.
    pub fn is_infinite(&self) -> bool {
        !matches!(self.value, Finite::Decimal(_))
    }

    /// Whether the number has no fraction.
    pub fn is_integer(&self) -> bool {
        match &self.value {
            Finite::Decimal(value) => value.normalized().as_bigint_and_exponent().1 <= 0,
            _ => false,
        }
    }

    /// The number as an `i64`, when it is an integer in that range.
    pub fn as_i64(&self) -> Option<i64> {
        self.small_integer_text()?.parse().ok()
    }

    /// The number as a `u64`, when it is an integer in that range.
    pub fn as_u64(&self) -> Option<u64> {
        self.small_integer_text()?.parse().ok()
    }

    /// The nearest `f64`.
    pub fn as_f64(&self) -> f64 {
        match &self.value {
            Finite::NegativeInfinity => f64::NEG_INFINITY,
            Finite::PositiveInfinity => f64::INFINITY,
            Finite::Decimal(_) => self.text.parse().unwrap_or(f64::NAN),
        }
    }

    /// The number from a float; `None` for NaN, which Terraform does not have.
    pub fn from_f64(value: f64) -> Option<Number> {
        if value.is_nan() {
            None
        } else if value == f64::INFINITY {
            Some(Number::infinity())
        } else if value == f64::NEG_INFINITY {
            Some(Number::negative_infinity())
        } else {
            value.to_string().parse().ok()
        }
    }

    /// Integer text without exponent, only where it is short: `1e1000000000` must not be written out.
    fn small_integer_text(&self) -> Option<String> {
        let Finite::Decimal(value) = &self.value else { return None };
        let (digits, scale) = value.normalized().into_bigint_and_exponent();
        if !(-20..=0).contains(&scale) {
            return None;
        }
        let zeros = usize::try_from(-scale).ok()?;
        Some(format!("{digits}{}", "0".repeat(zeros)))
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Number, NotANumber> {
        match text.trim_start_matches('+') {
            "inf" | "Inf" | "Infinity" => return Ok(Number::infinity()),
            "-inf" | "-Inf" | "-Infinity" => return Ok(Number::negative_infinity()),
            _ => {}
        }
        let value = BigDecimal::from_str(text).map_err(|_| NotANumber(text.to_owned()))?;
        Ok(Number { text: text.to_owned(), value: Finite::Decimal(value.normalized()) })
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number { text: value.to_string(), value: Finite::Decimal(BigDecimal::from(value).normalized()) }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Number {
        Number { text: value.to_string(), value: Finite::Decimal(BigDecimal::from(value).normalized()) }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.value == other.value
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (&self.value, &other.value) {
            (Finite::Decimal(left), Finite::Decimal(right)) => left.cmp(right),
            (left, right) => rank(left).cmp(&rank(right)),
        }
    }
}

fn rank(value: &Finite) -> u8 {
    match value {
        Finite::NegativeInfinity => 0,
        Finite::Decimal(_) => 1,
        Finite::PositiveInfinity => 2,
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn equality_is_by_value_and_text_is_kept() {
        assert_eq!(number("1.50"), number("15e-1"));
        assert_eq!(number("1.50").text(), "1.50");
        assert_ne!(number("0.1"), number("0.12345678901234567890123"));
        assert_eq!(number("18446744073709551617").text(), "18446744073709551617");
    }

    #[test]
    fn integers_are_found_whatever_their_text() {
        assert_eq!(number("1e3").as_i64(), Some(1000));
        assert_eq!(number("43200.0").as_i64(), Some(43200));
        assert_eq!(number("1.5").as_i64(), None);
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("18446744073709551616").as_u64(), None);
        assert!(number("1e30").is_integer());
        assert!(!number("0.1").is_integer());
    }

    #[test]
    fn order_is_numeric() {
        let mut numbers = [number("10"), number("9"), Number::infinity(), number("-1"), Number::negative_infinity()];
        numbers.sort();
        let text: Vec<_> = numbers.iter().map(Number::text).collect();
        assert_eq!(text, ["-inf", "-1", "9", "10", "inf"]);
    }

    #[test]
    fn huge_exponents_cost_nothing() {
        assert_eq!(number("1e1000000000").as_i64(), None);
        assert_ne!(number("1e1000000000"), number("1e1000000001"));
    }
}
