//! SecLang as the Core Rule Set writes it: from the text of rule files to a list of rules.

pub(crate) mod action;
pub(crate) mod lines;
pub(crate) mod program;
pub(crate) mod read;
pub(crate) mod settings;
pub(crate) mod source;
pub(crate) mod text;
pub(crate) mod variable;
