//! What a process writes, collected line by line so that its pipes never fill up.

use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::watch;

/// Lines of a pipe, in order, without line feeds.
#[derive(Clone, Debug)]
pub(super) struct Output {
    lines: Arc<Mutex<Vec<String>>>,
    progress: watch::Receiver<Progress>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    lines: usize,
    ended: bool,
}

impl Output {
    /// Reads `pipe` to its end in a thread of its own.
    pub(super) fn collect(pipe: impl Read + Send + 'static) -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (sender, progress) = watch::channel(Progress::default());
        let sink = Arc::clone(&lines);
        thread::spawn(move || {
            let mut reader = BufReader::new(pipe);
            let mut bytes = Vec::new();
            while matches!(reader.read_until(b'\n', &mut bytes), Ok(1..)) {
                let line = String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned();
                sink.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                sender.send_modify(|progress| progress.lines += 1);
                bytes.clear();
            }
            sender.send_modify(|progress| progress.ended = true);
        });
        Self { lines, progress }
    }

    /// The lines so far.
    pub(super) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first line, once it is there; None if the pipe ends before.
    pub(super) async fn first(&self) -> Option<String> {
        let mut progress = self.progress.clone();
        let _thread_ended = progress.wait_for(|progress| progress.lines > 0 || progress.ended).await;
        self.lines().into_iter().next()
    }

    /// Ready once the pipe has ended.
    pub(super) async fn end(&self) {
        let mut progress = self.progress.clone();
        let _thread_ended = progress.wait_for(|progress| progress.ended).await;
    }
}
