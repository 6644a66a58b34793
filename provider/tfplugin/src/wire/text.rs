//! Strings as Terraform compares them: in Unicode normalization form C.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::wire::WireError;

/// The text in normalization form C. Terraform normalises what a person writes; a provider that does not would show a
/// difference for ever.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// A map with its keys in normalization form C; two keys that become one are an error, since one element would be lost.
pub(super) fn nfc_keys<T>(entries: &BTreeMap<String, T>) -> Result<BTreeMap<Cow<'_, str>, &T>, WireError> {
    let normalised: BTreeMap<_, _> = entries.iter().map(|(key, value)| (nfc(key), value)).collect();
    if normalised.len() != entries.len() {
        return Err(WireError::new("two keys of the map are the same text in Unicode normalization form C"));
    }
    Ok(normalised)
}
