//! What browsers get as HTML: the embedded page, the shell that the gateway fills for readers without script, and
//! what people wrote, made safe.

pub mod assets;
pub mod plain;
pub mod quiet;
pub mod rendering;
pub mod shell;
pub mod table;
