//! The estate as a picture: accounts, networks and trust, drawn without a browser.

mod layout;
mod svg;

pub use svg::svg;
