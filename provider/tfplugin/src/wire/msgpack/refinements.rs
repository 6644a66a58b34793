//! What is known about an unknown value, as the payload of an extension: a map from small integers.

use super::MAX_REFINEMENTS;
use super::decode::number_of;
use super::encode::{put_array_length, put_map_length, put_number, put_text};
use super::reader::{Reader, Token};
use crate::number::Number;
use crate::types::Type;
use crate::value::Refinements;
use crate::wire::{WireError, text};

const NULLNESS: u64 = 1;
const STRING_PREFIX: u64 = 2;
const NUMBER_LOWER: u64 = 3;
const NUMBER_UPPER: u64 = 4;
const LENGTH_LOWER: u64 = 5;
const LENGTH_UPPER: u64 = 6;

/// The longest prefix that is sent; a shorter one is as true.
const MAX_PREFIX: usize = 256;

/// Reads refinements. Those of later protocols and those that say nothing about the type are passed over; `None` when
/// none is left.
pub(super) fn decode(payload: &[u8], ty: &Type) -> Result<Option<Box<Refinements>>, WireError> {
    if payload.len() > MAX_REFINEMENTS {
        return Err(WireError::new("refinements of an unknown value are longer than 1024 bytes"));
    }
    let mut reader = Reader::new(payload);
    let Token::Map(length) = reader.token()? else {
        return Err(WireError::new("refinements of an unknown value are not a map"));
    };
    let mut found = Refinements::default();
    for _ in 0..length {
        match reader.token()? {
            Token::Unsigned(NULLNESS) => found.nullness = Some(flag(&mut reader)?),
            Token::Unsigned(STRING_PREFIX) => found.string_prefix = Some(reader.text()?.to_owned()),
            Token::Unsigned(NUMBER_LOWER) => found.number_lower = Some(bound(&mut reader)?),
            Token::Unsigned(NUMBER_UPPER) => found.number_upper = Some(bound(&mut reader)?),
            Token::Unsigned(LENGTH_LOWER) => found.length_lower = Some(integer(&mut reader)?),
            Token::Unsigned(LENGTH_UPPER) => found.length_upper = Some(integer(&mut reader)?),
            // A key that is not an integer is from another protocol, too.
            _ => reader.skip()?,
        }
    }
    let found = applicable(&found, ty);
    Ok((found != Refinements::default()).then(|| Box::new(found)))
}

/// Writes refinements; `None` when there is nothing to say about a value of the type. An empty map must not be sent.
pub(super) fn encode(known: Option<&Refinements>, ty: &Type) -> Result<Option<Vec<u8>>, WireError> {
    let Some(known) = known.map(|known| applicable(known, ty)) else { return Ok(None) };
    let payload = write(&known)?;
    if payload.as_ref().is_none_or(|payload| payload.len() <= MAX_REFINEMENTS) {
        return Ok(payload);
    }
    // Only bounds with hundreds of digits get here. To say less about the value is true as well.
    write(&Refinements { nullness: known.nullness, ..Refinements::default() })
}

fn write(known: &Refinements) -> Result<Option<Vec<u8>>, WireError> {
    let mut entries: Vec<Vec<u8>> = Vec::new();
    if let Some(null) = known.nullness {
        let mut entry = key(NULLNESS)?;
        put_flag(&mut entry, null);
        entries.push(entry);
    }
    if let Some(prefix) = &known.string_prefix {
        let mut entry = key(STRING_PREFIX)?;
        put_text(&mut entry, shortened(&text::nfc(prefix)))?;
        entries.push(entry);
    }
    for (number, bound) in [(NUMBER_LOWER, &known.number_lower), (NUMBER_UPPER, &known.number_upper)] {
        if let Some((bound, inclusive)) = bound {
            let mut entry = key(number)?;
            put_array_length(&mut entry, 2)?;
            put_number(&mut entry, bound)?;
            put_flag(&mut entry, *inclusive);
            entries.push(entry);
        }
    }
    for (number, bound) in [(LENGTH_LOWER, known.length_lower), (LENGTH_UPPER, known.length_upper)] {
        if let Some(bound) = bound {
            let mut entry = key(number)?;
            put_number(&mut entry, &Number::from(bound))?;
            entries.push(entry);
        }
    }
    if entries.is_empty() {
        return Ok(None);
    }
    let mut payload = Vec::new();
    put_map_length(&mut payload, entries.len())?;
    payload.extend(entries.into_iter().flatten());
    Ok(Some(payload))
}

/// Only what can be said about a value of the type: Terraform refuses a string prefix of a number, and any refinement
/// of a dynamic value.
fn applicable(known: &Refinements, ty: &Type) -> Refinements {
    let nullness = known.nullness;
    match ty {
        Type::Dynamic => Refinements::default(),
        Type::String => Refinements {
            nullness,
            string_prefix: known.string_prefix.clone().filter(|prefix| !prefix.is_empty()),
            ..Refinements::default()
        },
        Type::Number => Refinements {
            nullness,
            number_lower: known.number_lower.clone(),
            number_upper: known.number_upper.clone(),
            ..Refinements::default()
        },
        Type::List(_) | Type::Set(_) | Type::Map(_) => Refinements {
            nullness,
            length_lower: known.length_lower,
            length_upper: known.length_upper,
            ..Refinements::default()
        },
        Type::Bool | Type::Object(_) | Type::Tuple(_) => Refinements { nullness, ..Refinements::default() },
    }
}

/// The prefix in at most [`MAX_PREFIX`] bytes, cut between characters.
fn shortened(prefix: &str) -> &str {
    let end = (0..=MAX_PREFIX.min(prefix.len())).rev().find(|end| prefix.is_char_boundary(*end));
    end.and_then(|end| prefix.get(..end)).unwrap_or_default()
}

fn key(number: u64) -> Result<Vec<u8>, WireError> {
    let mut entry = Vec::new();
    put_number(&mut entry, &Number::from(number))?;
    Ok(entry)
}

fn put_flag(out: &mut Vec<u8>, flag: bool) {
    out.push(if flag { rmp::Marker::True } else { rmp::Marker::False }.to_u8());
}

fn flag(reader: &mut Reader<'_>) -> Result<bool, WireError> {
    match reader.token()? {
        Token::Bool(flag) => Ok(flag),
        other => Err(WireError::new(format!("a refinement must be a bool, found {}", other.kind()))),
    }
}

fn integer(reader: &mut Reader<'_>) -> Result<i64, WireError> {
    let number = number_of(reader.token()?)?;
    number.as_i64().ok_or_else(|| WireError::new("the length in a refinement is not an integer"))
}

fn bound(reader: &mut Reader<'_>) -> Result<(Number, bool), WireError> {
    let Token::Array(2) = reader.token()? else {
        return Err(WireError::new("the bound in a refinement is not a number with a bool"));
    };
    Ok((number_of(reader.token()?)?, flag(reader)?))
}
