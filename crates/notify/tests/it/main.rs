//! What people are told, against a real database and a real mail server on loopback.

#![cfg(test)]

mod canary;
mod codes;
mod inbox;
mod mails;
mod mornings;
mod outbox;
mod schema;
mod studio;
mod unsubscribe;
