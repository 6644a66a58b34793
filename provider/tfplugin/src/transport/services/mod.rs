//! What go-plugin asks of every plugin, beside what it is for.

mod broker;
mod controller;
mod health;
mod stdio;

pub(super) use broker::Broker;
pub(super) use controller::Controller;
pub(super) use health::Plain;
pub(super) use stdio::Silent;
