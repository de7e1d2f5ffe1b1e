//! Pure rules: what kinds of news there are, what somebody wants to hear of, when a morning is, how long a mail waits.

pub mod channels;
pub mod kind;
pub mod morning;
pub mod patience;
