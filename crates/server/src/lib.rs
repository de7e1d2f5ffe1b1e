//! The shell of the product: configuration, composition, TLS, the interface's files and the command line. The only
//! place that reads the environment and knows every area.

pub mod acme;
pub mod cli;
pub mod compose;
pub mod config;
pub mod demo;
pub mod disk;
pub mod doorkeeper;
pub mod guarding;
pub mod housekeeping;
pub mod http;
pub mod listener;
pub mod observe;
mod operation_names;
pub mod patience;
mod places;
mod prompt;
pub mod proxies;
pub mod router;
pub mod schema;
mod sql;
pub mod sweeping;
pub mod tls;
pub mod ui;
pub mod unread;
