//! Harness for the acceptance tests.
