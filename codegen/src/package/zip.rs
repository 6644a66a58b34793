//! As much of the ZIP format as packages of providers have: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.

use std::io::{Error, ErrorKind, Read, Result};

use flate2::read::DeflateDecoder;

use super::hash;

/// Signature of the record at the end, and its length without a comment.
const END: (&[u8; 4], usize) = (b"PK\x05\x06", 22);
/// Signature of an entry of the directory, and its length without names.
const ENTRY: (&[u8; 4], usize) = (b"PK\x01\x02", 46);
/// Signature of the header before a file's bytes, and its length without names.
const LOCAL: (&[u8; 4], usize) = (b"PK\x03\x04", 30);

/// The hash of all files in an archive.
pub(super) fn archive(bytes: &[u8]) -> Result<String> {
    let end = find_end(bytes)?;
    let count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    if count == 0xffff || at == 0xffff_ffff {
        return Err(damaged("it is larger than any package of a provider: ZIP64 is not read"));
    }
    let mut files = Vec::with_capacity(count);
    for _ in 0..count {
        signed(bytes, at, ENTRY.0)?;
        let [name_length, extra, comment] = [28, 30, 32].map(|offset| number(bytes, at + offset, 2));
        let (name_length, more) = (name_length?, extra? + comment?);
        let name = std::str::from_utf8(slice(bytes, at + ENTRY.1, name_length)?);
        let name = name.map_err(|_| damaged("a name in it is not in UTF-8"))?;
        files.push((name.to_owned(), file(bytes, at, name)?));
        at += ENTRY.1 + name_length + more;
    }
    Ok(hash::summary(files))
}

/// SHA-256 of the file that an entry of the directory is about.
fn file(bytes: &[u8], entry: usize, name: &str) -> Result<[u8; 32]> {
    let (method, flags) = (number(bytes, entry + 10, 2)?, number(bytes, entry + 8, 2)?);
    let (packed, unpacked) = (number(bytes, entry + 20, 4)?, number(bytes, entry + 24, 4)?);
    let local = number(bytes, entry + 42, 4)?;
    signed(bytes, local, LOCAL.0)?;
    let start = local + LOCAL.1 + number(bytes, local + 26, 2)? + number(bytes, local + 28, 2)?;
    let packed = slice(bytes, start, packed)?;
    if flags & 1 != 0 {
        return Err(damaged(&format!("{name} in it is encrypted")));
    }
    let most = u64::try_from(unpacked).unwrap_or(u64::MAX);
    match method {
        0 => hash::content(&mut &*packed),
        // One byte more than it says would be another file than Terraform's.
        8 => {
            let mut decoder = DeflateDecoder::new(packed).take(most + 1);
            let content = hash::content(&mut decoder)?;
            if decoder.limit() == 1 { Ok(content) } else { Err(damaged(&format!("{name} in it has another size"))) }
        }
        method => Err(damaged(&format!("{name} in it is packed by method {method}, and only 0 and 8 are read"))),
    }
}

/// Where the record at the end is: the last one, since a comment may follow it.
fn find_end(bytes: &[u8]) -> Result<usize> {
    let first = bytes.len().saturating_sub(END.1 + usize::from(u16::MAX));
    let last = bytes.len().checked_sub(END.1).ok_or_else(|| damaged("it is too short"))?;
    let is_end = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(END.0));
    (first..=last).rev().find(is_end).ok_or_else(|| damaged("it has no directory"))
}

fn signed(bytes: &[u8], at: usize, signature: &[u8]) -> Result<()> {
    if slice(bytes, at, 4)? == signature { Ok(()) } else { Err(damaged("its directory leads nowhere")) }
}

fn number(bytes: &[u8], at: usize, length: usize) -> Result<usize> {
    Ok(slice(bytes, at, length)?.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

fn slice(bytes: &[u8], at: usize, length: usize) -> Result<&[u8]> {
    at.checked_add(length).and_then(|end| bytes.get(at..end)).ok_or_else(|| damaged("it breaks off"))
}

fn damaged(why: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("this is no ZIP archive that can be read: {why}"))
}
