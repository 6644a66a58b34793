//! Where the JSON lines go.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Names the file or the socket.
const VARIABLE: &str = "PLINTH_EVENTS";

/// How long a reader may keep a line waiting. One that is slower gets no more of them.
const PATIENCE: Duration = Duration::from_millis(500);

enum Sink {
    File(File),
    Socket(UnixStream),
}

/// The sink of this process, opened at the first event; `None`: nobody asked, or it broke.
fn sink() -> &'static Mutex<Option<Sink>> {
    static SINK: OnceLock<Mutex<Option<Sink>>> = OnceLock::new();
    SINK.get_or_init(|| {
        let name = std::env::var_os(VARIABLE).filter(|name| !name.is_empty());
        Mutex::new(name.and_then(open))
    })
}

fn open(name: OsString) -> Option<Sink> {
    let path = Path::new(&name);
    let opened = match path.metadata() {
        Ok(metadata) if metadata.file_type().is_socket() => UnixStream::connect(path).and_then(|socket| {
            socket.set_write_timeout(Some(PATIENCE))?;
            Ok(Sink::Socket(socket))
        }),
        _ => OpenOptions::new().append(true).create(true).open(path).map(Sink::File),
    };
    opened.inspect_err(|error| tracing::warn!(%error, "{VARIABLE} cannot be written to; there will be no events")).ok()
}

impl Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Sink::File(file) => file.write_all(line),
            Sink::Socket(socket) => socket.write_all(line),
        }
    }
}

/// Writes one event as one line in one piece, so that several processes may share a file.
pub(super) fn write(event: &str, fields: Map<String, Value>) {
    let mut sink = sink().lock().unwrap_or_else(PoisonError::into_inner);
    let Some(open) = sink.as_mut() else { return };
    let time = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
    let mut line = Map::new();
    line.insert("time".to_owned(), time.into());
    line.insert("event".to_owned(), event.into());
    line.extend(fields);
    let mut text = Value::Object(line).to_string();
    text.push('\n');
    if let Err(error) = open.write(text.as_bytes()) {
        tracing::warn!(%error, "{VARIABLE} cannot be written to any more; there will be no more events");
        *sink = None;
    }
}
