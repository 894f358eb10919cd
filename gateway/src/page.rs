//! What browsers get as HTML: the embedded page, the shell that the gateway fills for readers without script, and
//! README files made safe.

pub mod assets;
pub mod plain;
pub mod readme;
pub mod shell;
