//! The instances behind the gateway.
