//! Reading variables: texts with macros, transaction variables, what matched last.

use super::collections::CouldId;
use super::rule::{Key, Piece, Target, Text};
use super::strings::StringId;
use super::transaction::Transaction;
use crate::operators::number;
use crate::seclang::variable::Variable;

/// A value that an operator looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Number(i64),
    Text(StringId),
}

/// A value, where it comes from, and whether people write freely there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) variable: Variable,
    pub(crate) name: Option<StringId>,
    pub(crate) value: Subject,
    pub(crate) is_free: bool,
    pub(crate) could: Option<CouldId>,
}

impl Transaction<'_> {
    /// The bytes of a text.
    pub(super) fn expand(&self, text: &Text) -> Vec<u8> {
        match text {
            Text::Literal(bytes, _) => bytes.clone(),
            Text::Pieces(pieces) => {
                let mut bytes = Vec::new();
                for piece in pieces {
                    self.expand_piece(piece, &mut bytes);
                }
                bytes
            }
        }
    }

    /// A text with scores and what it says about its rule; other macros stay as they are written, since what they stand
    /// for is text of the request.
    pub(super) fn without_request(&self, text: &Text) -> String {
        let mut shown = Vec::new();
        let pieces = match text {
            Text::Literal(bytes, _) => return String::from_utf8_lossy(bytes).into_owned(),
            Text::Pieces(pieces) => pieces,
        };
        for piece in pieces {
            match piece {
                Piece::Literal(text) => shown.extend_from_slice(text),
                Piece::Slot(slot) => {
                    let name = self.compiled.names.name(*slot);
                    match self.tx.get(*slot) {
                        Some(value @ Subject::Number(_)) if name.contains("score") => {
                            self.write(value, &mut shown);
                        }
                        _ => shown.extend(format!("%{{tx.{name}}}").bytes()),
                    }
                }
                Piece::Value(Variable::Rule, Some(field))
                    if field == "id" || field == "severity" =>
                {
                    self.expand_rule(field, &mut shown);
                }
                Piece::Value(variable, key) => {
                    let dot = if key.is_some() { "." } else { "" };
                    let key = key.as_deref().unwrap_or_default();
                    shown.extend(format!("%{{{}{dot}{key}}}", variable.name()).bytes());
                }
            }
        }
        String::from_utf8_lossy(&shown).into_owned()
    }

    /// The number that a text begins with.
    pub(super) fn number(&self, text: &Text) -> i64 {
        match text {
            Text::Literal(_, number) => *number,
            Text::Pieces(pieces) => match pieces.as_slice() {
                [Piece::Slot(slot)] => self.tx.number(*slot, &self.strings),
                _ => number(&self.expand(text)),
            },
        }
    }

    fn expand_piece(&self, piece: &Piece, bytes: &mut Vec<u8>) {
        match piece {
            Piece::Literal(text) => bytes.extend_from_slice(text),
            Piece::Slot(slot) => {
                if let Some(value) = self.tx.get(*slot) {
                    self.write(value, bytes);
                }
            }
            Piece::Value(variable, name) => self.expand_value(*variable, name.as_deref(), bytes),
        }
    }

    fn expand_value(&self, variable: Variable, name: Option<&str>, bytes: &mut Vec<u8>) {
        match (variable, name) {
            (Variable::MatchedVar, _) => {
                if let Some(seen) = &self.last {
                    self.write(seen.value, bytes);
                }
            }
            (Variable::MatchedVarName, _) => {
                if let Some(seen) = &self.last {
                    bytes.extend_from_slice(&self.name_of(seen));
                }
            }
            (Variable::Rule, Some(field)) => self.expand_rule(field, bytes),
            (variable, name) => {
                let found = self
                    .collections
                    .of(variable)
                    .iter()
                    .find(|member| match name {
                        None => true,
                        Some(name) => member.name.is_some_and(|found| {
                            self.strings
                                .get(found)
                                .eq_ignore_ascii_case(name.as_bytes())
                        }),
                    });
                if let Some(member) = found {
                    bytes.extend_from_slice(self.strings.get(member.value));
                }
            }
        }
    }

    fn expand_rule(&self, field: &str, bytes: &mut Vec<u8>) {
        let Some(rule) = self.compiled.rules.get(self.current) else {
            return;
        };
        match field {
            "id" => bytes.extend(rule.id.to_string().bytes()),
            "msg" => match &rule.message {
                Some(Text::Pieces(pieces)) => {
                    // A message that names itself would never end.
                    let is_itself = |piece: &&Piece| matches!(piece, Piece::Value(Variable::Rule, Some(field)) if field == "msg");
                    for piece in pieces.iter().filter(|piece| !is_itself(piece)) {
                        self.expand_piece(piece, bytes);
                    }
                }
                Some(message) => bytes.extend(self.expand(message)),
                None => {}
            },
            "severity" => {
                if let Some(severity) = rule.severity {
                    bytes.extend((severity as u8).to_string().bytes());
                }
            }
            _ => {}
        }
    }

    pub(super) fn write(&self, value: Subject, bytes: &mut Vec<u8>) {
        match value {
            Subject::Number(number) => bytes.extend(number.to_string().bytes()),
            Subject::Text(id) => bytes.extend_from_slice(self.strings.get(id)),
        }
    }

    /// `ARGS:note` and the like.
    pub(super) fn name_of(&self, seen: &Seen) -> Vec<u8> {
        let mut name = seen.variable.name().as_bytes().to_vec();
        if let Some(member) = seen.name {
            name.push(b':');
            name.extend_from_slice(self.strings.get(member));
        }
        name
    }

    /// Everything that a target means, in order.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other variables are kept as collections"
    )]
    pub(super) fn seen(&mut self, target: &Target, into: &mut Vec<Seen>) {
        match target.variable {
            Variable::Tx => self.seen_tx(target, into),
            Variable::MatchedVar => into.extend(self.last),
            Variable::MatchedVarName => {
                if let Some(last) = self.last {
                    let name = self.name_of(&last);
                    let value = Subject::Text(self.strings.keep(&name));
                    into.push(Seen { value, ..last });
                }
            }
            Variable::MatchedVars => into.extend_from_slice(&self.matched),
            Variable::MatchedVarsNames => {
                for index in 0..self.matched.len() {
                    let Some(matched) = self.matched.get(index).copied() else {
                        break;
                    };
                    let name = self.name_of(&matched);
                    let value = Subject::Text(self.strings.keep(&name));
                    into.push(Seen { value, ..matched });
                }
            }
            variable => {
                let strings = &self.strings;
                let members = self.collections.of(variable).iter().filter(|member| {
                    matches!(target.key, Key::All)
                        || target
                            .key
                            .takes(member.name.map_or(&[][..], |name| strings.get(name)))
                });
                into.extend(members.map(|member| Seen {
                    variable,
                    name: member.name,
                    value: Subject::Text(member.value),
                    is_free: member.is_free,
                    could: member.could,
                }));
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other keys are looked for by name"
    )]
    fn seen_tx(&mut self, target: &Target, into: &mut Vec<Seen>) {
        let found: Vec<(Vec<u8>, Subject)> = match &target.key {
            Key::Slot(slot) => {
                let Some(value) = self.tx.get(*slot) else {
                    return;
                };
                if target.counted {
                    into.push(Seen {
                        variable: Variable::Tx,
                        name: None,
                        value,
                        is_free: false,
                        could: None,
                    });
                    return;
                }
                let name = self.slot_names.get(slot.index()).copied().flatten();
                let name = if let Some(name) = name {
                    name
                } else {
                    let name = self
                        .strings
                        .intern(self.compiled.names.name(*slot).as_bytes());
                    if let Some(known) = self.slot_names.get_mut(slot.index()) {
                        *known = Some(name);
                    }
                    name
                };
                into.push(Seen {
                    variable: Variable::Tx,
                    name: Some(name),
                    value,
                    is_free: self.only_free,
                    could: None,
                });
                return;
            }
            key => {
                let names = &self.compiled.names;
                let taken = |(slot, name): (_, &str)| key.takes(name.as_bytes()).then_some(slot);
                let slots = target
                    .slots
                    .get_or_init(|| names.all().filter_map(taken).collect());
                self.tx
                    .taken(key, slots, names)
                    .map(|(name, value)| (name.as_bytes().to_vec(), value))
                    .collect()
            }
        };
        for (name, value) in found {
            let name = Some(self.strings.intern(&name));
            into.push(Seen {
                variable: Variable::Tx,
                name,
                value,
                is_free: self.only_free,
                could: None,
            });
        }
    }
}
