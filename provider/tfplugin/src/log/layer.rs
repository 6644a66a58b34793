//! The `tracing` layer that writes the lines.

use std::fmt;
use std::io::Write;

use time::OffsetDateTime;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, Scope};

use super::fields::Fields;
use super::line::line;

/// Writes each event as one line of hclog JSON, with one `write`. Fields of the spans around an event are fields of the
/// event; the innermost value of a name wins. A reader that has gone away is ignored.
pub struct HclogLayer<W> {
    writer: W,
}

impl<W> HclogLayer<W> {
    /// Writes to what `writer` makes: a function that returns a writer will do.
    pub fn new(writer: W) -> Self {
        Self { writer }
    }
}

impl<W> fmt::Debug for HclogLayer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HclogLayer").finish_non_exhaustive()
    }
}

impl<S, W> Layer<S> for HclogLayer<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(outer) = span.extensions().get::<Fields>() {
                fields.others.extend(outer.others.clone());
            }
        }
        event.record(&mut fields);
        let line = line(event.metadata(), OffsetDateTime::now_utc(), fields);
        let _gone = self.writer.make_writer().write_all(line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use serde_json::Value;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// Remembers each write on its own.
    #[derive(Clone, Default)]
    struct Writes(Arc<Mutex<Vec<String>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_event_is_one_write_of_one_line() {
        let writes = Writes::default();
        let maker = writes.clone();
        let subscriber = tracing_subscriber::registry().with(HclogLayer::new(move || maker.clone()));
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("rpc", resource = "x", attempt = 1, late = tracing::field::Empty);
            let _entered = span.enter();
            span.record("late", true);
            tracing::info!(attempt = 2, ratio = 0.5, nan = f64::NAN, "line\none");
            tracing::error!(message = 7);
        });
        let writes = writes.0.lock().unwrap();
        assert_eq!(writes.len(), 2);
        let value: Value = serde_json::from_str(&writes[0]).unwrap();
        assert!(writes[0].ends_with("}\n"));
        assert_eq!(writes[0].matches('\n').count(), 1);
        assert_eq!(value["@level"], "info");
        assert_eq!(value["@message"], "line\none");
        assert_eq!(value["@module"], "tfplugin.log.layer.tests");
        assert!(value["@caller"].as_str().unwrap().contains("layer.rs:"));
        assert_eq!(value["resource"], "x");
        assert_eq!(value["attempt"], 2);
        assert_eq!(value["late"], true);
        assert_eq!(value["nan"], "NaN");
        let value: Value = serde_json::from_str(&writes[1]).unwrap();
        assert_eq!(value["@message"], "7");
    }
}
