//! A running AWS emulator, and accounts of its own for every test.

use crate::aws::{Account, Keys};
use crate::error::{Context as _, Result};
use crate::{ensure, paths};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// An emulator that lives as long as this value.
pub struct Emulator {
    url: String,
    process: Child,
    complaints: Arc<Mutex<Vec<String>>>,
}

impl Emulator {
    /// Starts one on a free port and waits until it says that it is ready.
    ///
    /// # Errors
    /// With the emulator's own words when it cannot start.
    pub fn start() -> Result<Self> {
        Self::start_on(0)
    }

    /// Starts one on this port; 0 takes a free one.
    pub fn start_on(port: u16) -> Result<Self> {
        let mut process = Command::new(paths::python()?)
            .args(["-m", "plinth_emulator", "--exit-with-stdin", "--port", &port.to_string()])
            .env("PYTHONPATH", paths::acceptance_tests().join("emulator"))
            // It ends when this pipe does, so no orphan survives a test that is killed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("could not start the AWS emulator")?;
        let stdout = process.stdout.take().context("the emulator's output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).context("could not read from the AWS emulator")?;
        let mut stderr = process.stderr.take().context("the emulator's errors")?;
        let Some(url) = line.trim().strip_prefix("ready ") else {
            let mut words = String::new();
            stderr.read_to_string(&mut words).context("could not read from the AWS emulator")?;
            return Err(format!("the AWS emulator did not start: {}", words.trim()).into());
        };
        let complaints = Arc::default();
        listen(stderr, Arc::clone(&complaints));
        Ok(Self { url: url.to_owned(), process, complaints })
    }

    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it said on standard error since its start: tracebacks, which are defects of its own.
    pub fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new account, in no organization, with an administrator.
    pub fn account(&self) -> Result<Account> {
        let answer = self.control("accounts", &json!({}))?;
        let text = |name: &str| answer[name].as_str().map(str::to_owned).context(format!("{name} in {answer}"));
        let keys = Keys { id: text("access_key_id")?, secret: text("secret_access_key")?, token: None };
        Ok(Account::new(&self.url, &text("account_id")?, keys))
    }

    /// Sets switches of the emulator, for one account or for all.
    pub fn settings(&self, values: &Value) -> Result<()> {
        self.control("settings", values).map(|_| ())
    }

    fn control(&self, path: &str, body: &Value) -> Result<Value> {
        let uri = format!("{}/_plinth/{path}", self.url);
        crate::runtime().block_on(async {
            let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
            let request = Request::post(uri).body(Full::new(Bytes::from(body.to_string()))).context("a request")?;
            let answer = client.request(request).await.context("the AWS emulator does not answer")?;
            let status = answer.status();
            let body = answer.into_body().collect().await.context("the AWS emulator's answer broke off")?.to_bytes();
            ensure!(status.is_success(), "the AWS emulator refused {path}: {}", String::from_utf8_lossy(&body));
            serde_json::from_slice(&body).context("the AWS emulator's answer")
        })
    }
}

/// Keeps what the emulator complains about; an unread pipe would stop it one day.
fn listen(stderr: impl Read + Send + 'static, complaints: Arc<Mutex<Vec<String>>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(std::result::Result::ok) {
            complaints.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
