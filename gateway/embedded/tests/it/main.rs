//! The embedded pieces, spoken to over the network.

mod store;
