//! Numbers on the wire: which texts are accepted, and which numbers a float carries without loss.

use std::borrow::Cow;
use std::str::FromStr;

use bigdecimal::BigDecimal;

use crate::number::Number;
use crate::wire::WireError;

/// The longest text of a number. Terraform calculates with about 155 digits; longer texts only cost time.
const MAX_TEXT: usize = 4096;

/// Reads a decimal number; neither an infinity nor anything but digits, sign, point and exponent.
pub(super) fn parse(text: &str) -> Result<Number, WireError> {
    if text.len() > MAX_TEXT {
        return Err(WireError::new(format!("a number longer than {MAX_TEXT} characters")));
    }
    let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    // Exponents that do not fit in 32 bits are beyond what Terraform itself can hold.
    let exponent = text.split_once(['e', 'E']).is_none_or(|(_, exponent)| i32::from_str(exponent).is_ok());
    if !decimal || !exponent {
        return Err(WireError::new("a decimal number is required, found other text"));
    }
    text.parse().map_err(|_| WireError::new("a decimal number is required, found other text"))
}

/// Reads a float. NaN is an error: Terraform has no such number.
pub(super) fn from_f64(value: f64) -> Result<Number, WireError> {
    Number::from_f64(value).ok_or_else(|| WireError::new("a number is required, found NaN"))
}

/// The float that is exactly this number. `0.1` is none: the nearest float is another number.
pub(super) fn exact_f64(number: &Number) -> Option<f64> {
    let float = number.as_f64();
    if number.is_infinite() {
        return Some(float);
    }
    // `try_from` gives every digit of the float's binary value, not the shortest text that reads back as it.
    let digits = BigDecimal::try_from(float).ok()?;
    let exact: Number = digits.to_scientific_notation().parse().ok()?;
    (exact == *number).then_some(float)
}

/// The number's own text if it is written as JSON writes numbers, otherwise another text of the same number.
/// `None` for the infinities.
pub(super) fn json_text(number: &Number) -> Option<Cow<'_, str>> {
    if number.is_infinite() {
        return None;
    }
    if serde_json::from_str::<serde_json::Number>(number.text()).is_ok() {
        return Some(Cow::Borrowed(number.text()));
    }
    let value = BigDecimal::from_str(number.text().trim_start_matches('+')).ok()?;
    Some(Cow::Owned(value.to_scientific_notation()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        parse(text).expect("a number")
    }

    #[test]
    fn a_float_carries_only_what_it_is_exactly() {
        assert_eq!(exact_f64(&number("1.5")), Some(1.5));
        assert_eq!(exact_f64(&number("0.1")), None);
        assert_eq!(exact_f64(&number("1e400")), None);
        assert_eq!(exact_f64(&number("1e-400")), None);
        assert_eq!(exact_f64(&number("0.12345678901234567890123")), None);
        assert_eq!(exact_f64(&Number::infinity()), Some(f64::INFINITY));
    }

    #[test]
    fn text_that_is_no_decimal_is_refused() {
        for text in ["", "inf", "NaN", "0x10", "1_000", " 1", "1e99999999999", "e", "-", "1e"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"9".repeat(5000)).is_err());
        assert!(parse("1e2000000000").is_ok());
    }

    #[test]
    fn huge_exponents_and_long_texts_cost_nothing() {
        let long = "9".repeat(MAX_TEXT);
        let texts = ["1e2000000000", "-1e2000000000", "123e1999999999", "1e-2000000000", "1.5", &long, "0"];
        let started = std::time::Instant::now();
        let mut numbers: Vec<Number> = texts.into_iter().map(number).collect();
        for number in &numbers {
            assert!(json_text(number).is_some());
            assert_eq!(exact_f64(number).is_some(), ["1.5", "0"].contains(&number.text()));
            assert!(numbers.iter().filter(|other| *other == number).count() == 1);
        }
        numbers.sort();
        let sorted: Vec<_> = numbers.iter().map(Number::text).collect();
        assert_eq!(sorted, [texts[1], "0", texts[3], "1.5", &long, texts[0], texts[2]]);
        assert!(started.elapsed().as_secs() < 5);
    }

    #[test]
    fn every_finite_number_has_a_json_text() {
        for (text, json) in [("1.50", "1.50"), ("+5", "5e0"), (".5", "5e-1"), ("007", "7e0"), ("1e30", "1e30")] {
            let number: Number = text.parse().expect("a number");
            assert_eq!(json_text(&number).as_deref(), Some(json));
        }
        assert_eq!(json_text(&Number::infinity()), None);
    }
}
