//! Test support: a real application over a real database, real keys and a real store in a temporary folder.
