//! `MessagePack` tokens from bytes. Nothing here knows types.

use rmp::Marker;

use crate::wire::WireError;

/// Bytes that are still to be read.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// One token. Elements of arrays and maps follow as tokens of their own; there are at least as many bytes left as
/// elements, so a length is safe to loop over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Token<'a> {
    Nil,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(&'a [u8]),
    Binary(&'a [u8]),
    Array(usize),
    Map(usize),
    Extension(i8, &'a [u8]),
}

impl Token<'_> {
    /// Its kind, for error messages.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Token::Nil => "null",
            Token::Bool(_) => "a bool",
            Token::Signed(_) | Token::Unsigned(_) | Token::Float(_) => "a number",
            Token::Text(_) => "a string",
            Token::Binary(_) => "binary data",
            Token::Array(_) => "an array",
            Token::Map(_) => "a map",
            Token::Extension(..) => "an extension",
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// Whether all bytes were read.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next token.
    pub(super) fn token(&mut self) -> Result<Token<'a>, WireError> {
        let [byte] = self.fixed()?;
        Ok(match Marker::from_u8(byte) {
            Marker::Null => Token::Nil,
            Marker::False => Token::Bool(false),
            Marker::True => Token::Bool(true),
            Marker::FixPos(value) => Token::Unsigned(value.into()),
            Marker::FixNeg(value) => Token::Signed(value.into()),
            Marker::U8 => Token::Unsigned(u8::from_be_bytes(self.fixed()?).into()),
            Marker::U16 => Token::Unsigned(u16::from_be_bytes(self.fixed()?).into()),
            Marker::U32 => Token::Unsigned(u32::from_be_bytes(self.fixed()?).into()),
            Marker::U64 => Token::Unsigned(u64::from_be_bytes(self.fixed()?)),
            Marker::I8 => Token::Signed(i8::from_be_bytes(self.fixed()?).into()),
            Marker::I16 => Token::Signed(i16::from_be_bytes(self.fixed()?).into()),
            Marker::I32 => Token::Signed(i32::from_be_bytes(self.fixed()?).into()),
            Marker::I64 => Token::Signed(i64::from_be_bytes(self.fixed()?)),
            Marker::F32 => Token::Float(f32::from_be_bytes(self.fixed()?).into()),
            Marker::F64 => Token::Float(f64::from_be_bytes(self.fixed()?)),
            Marker::FixStr(length) => Token::Text(self.take(length.into())?),
            Marker::Str8 => Token::Text(self.sized(1)?),
            Marker::Str16 => Token::Text(self.sized(2)?),
            Marker::Str32 => Token::Text(self.sized(4)?),
            Marker::Bin8 => Token::Binary(self.sized(1)?),
            Marker::Bin16 => Token::Binary(self.sized(2)?),
            Marker::Bin32 => Token::Binary(self.sized(4)?),
            Marker::FixArray(length) => Token::Array(self.counted(length.into(), 1)?),
            Marker::Array16 => self.length(2).and_then(|length| self.counted(length, 1)).map(Token::Array)?,
            Marker::Array32 => self.length(4).and_then(|length| self.counted(length, 1)).map(Token::Array)?,
            Marker::FixMap(length) => Token::Map(self.counted(length.into(), 2)?),
            Marker::Map16 => self.length(2).and_then(|length| self.counted(length, 2)).map(Token::Map)?,
            Marker::Map32 => self.length(4).and_then(|length| self.counted(length, 2)).map(Token::Map)?,
            Marker::FixExt1 => self.extension(1)?,
            Marker::FixExt2 => self.extension(2)?,
            Marker::FixExt4 => self.extension(4)?,
            Marker::FixExt8 => self.extension(8)?,
            Marker::FixExt16 => self.extension(16)?,
            Marker::Ext8 => self.length(1).and_then(|length| self.extension(length))?,
            Marker::Ext16 => self.length(2).and_then(|length| self.extension(length))?,
            Marker::Ext32 => self.length(4).and_then(|length| self.extension(length))?,
            Marker::Reserved => return Err(WireError::new("a byte that starts no value")),
        })
    }

    /// The next token as text. Go's encoders write text as binary data in places.
    pub(super) fn text(&mut self) -> Result<&'a str, WireError> {
        match self.token()? {
            Token::Text(bytes) | Token::Binary(bytes) => utf8(bytes),
            other => Err(WireError::new(format!("text is required, found {}", other.kind()))),
        }
    }

    /// Passes over one value with everything in it, in a loop: it may be of any depth.
    pub(super) fn skip(&mut self) -> Result<(), WireError> {
        let mut pending: usize = 1;
        while pending > 0 {
            pending -= 1;
            match self.token()? {
                Token::Array(length) => pending = pending.saturating_add(length),
                Token::Map(length) => pending = pending.saturating_add(length.saturating_mul(2)),
                _ => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(taken)
    }

    fn fixed<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], WireError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// A length of one, two or four bytes.
    fn length(&mut self, width: usize) -> Result<usize, WireError> {
        Ok(self.take(width)?.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte)))
    }

    fn sized(&mut self, width: usize) -> Result<&'a [u8], WireError> {
        let length = self.length(width)?;
        self.take(length)
    }

    /// A number of elements, each of at least `least` bytes, that can all still be there.
    fn counted(&self, length: usize, least: usize) -> Result<usize, WireError> {
        let enough = length.checked_mul(least).is_some_and(|bytes| bytes <= self.rest.len());
        if enough { Ok(length) } else { Err(cut_off()) }
    }

    fn extension(&mut self, length: usize) -> Result<Token<'a>, WireError> {
        let code = i8::from_be_bytes(self.fixed()?);
        Ok(Token::Extension(code, self.take(length)?))
    }
}

/// Text from bytes.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, WireError> {
    std::str::from_utf8(bytes).map_err(|_| WireError::new("a string that is not UTF-8"))
}

fn cut_off() -> WireError {
    WireError::new("the bytes end in the middle of a value")
}
