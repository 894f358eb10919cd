//! Real programs at the S3 side, over http and over https: every snippet that the page offers is run as it stands, and
//! each client moves objects of the sizes at which it changes its ways. scripts/clients.sh installs the programs and
//! asks for these tests, which are left out otherwise.

mod commands;
mod keys;
mod sizes;
mod snippets;
mod stand;
mod streams;
mod tokens;
mod trees;
mod workplace;
