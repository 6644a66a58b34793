//! The Plinth provider.
