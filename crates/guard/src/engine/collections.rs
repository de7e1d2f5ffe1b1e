//! The variables of one request.

use std::cell::Cell;

use super::strings::StringId;
use crate::seclang::variable::Variable;

/// A member of a collection, or the value of a plain variable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// The member's name; `None` for a plain variable.
    pub(crate) name: Option<StringId>,
    pub(crate) value: StringId,
    /// Whether a policy says that people write freely here.
    pub(crate) is_free: bool,
    /// What is known about the value in this variable.
    pub(crate) could: Option<CouldId>,
}

/// The tests that a value of a variable could fulfil, by place in the request's list of such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CouldId(pub(crate) u32);

/// All members, by variable.
#[derive(Debug)]
pub(crate) struct Collections {
    members: Vec<Vec<Member>>,
    /// Whether somebody has asked for the name that no other request has.
    asked_for_id: Cell<bool>,
}

impl Collections {
    pub(crate) fn new() -> Self {
        Self {
            members: vec![Vec::new(); Variable::COUNT],
            asked_for_id: Cell::new(false),
        }
    }

    pub(crate) fn of(&self, variable: Variable) -> &[Member] {
        if variable == Variable::UniqueId {
            self.asked_for_id.set(true);
        }
        self.members
            .get(variable.index())
            .map_or(&[], Vec::as_slice)
    }

    /// Whether what rules found may depend on what the request is called.
    pub(crate) fn depend_on_id(&self) -> bool {
        self.asked_for_id.get()
    }

    /// Keeps what was found out about the value at a place.
    pub(crate) fn note(&mut self, variable: Variable, place: usize, could: CouldId) {
        let members = self.members.get_mut(variable.index());
        if let Some(member) = members.and_then(|members| members.get_mut(place)) {
            member.could = Some(could);
        }
    }

    pub(crate) fn clear(&mut self, variable: Variable) {
        if let Some(members) = self.members.get_mut(variable.index()) {
            members.clear();
        }
    }

    /// Sets a plain variable.
    pub(crate) fn set(&mut self, variable: Variable, value: StringId) {
        self.clear(variable);
        self.push(variable, None, value, false);
    }

    pub(crate) fn add(&mut self, variable: Variable, name: StringId, value: StringId) {
        self.push(variable, Some(name), value, false);
    }

    /// Adds an argument's name to everything that lists names.
    pub(crate) fn add_argument_name(&mut self, from_body: bool, name: StringId) {
        let names = if from_body {
            Variable::ArgsPostNames
        } else {
            Variable::ArgsGetNames
        };
        for variable in [Variable::ArgsNames, names] {
            self.push(variable, Some(name), name, false);
        }
    }

    /// Adds an argument's value to everything that lists values.
    pub(crate) fn add_argument(
        &mut self,
        from_body: bool,
        name: StringId,
        value: StringId,
        is_free: bool,
    ) {
        let own = if from_body {
            Variable::ArgsPost
        } else {
            Variable::ArgsGet
        };
        for variable in [Variable::Args, own] {
            self.push(variable, Some(name), value, is_free);
        }
    }

    /// Sets a member of a collection that rules keep for themselves.
    pub(crate) fn replace(&mut self, variable: Variable, name: StringId, value: StringId) {
        if let Some(members) = self.members.get_mut(variable.index()) {
            members.retain(|member| member.name != Some(name));
        }
        self.add(variable, name, value);
    }

    fn push(&mut self, variable: Variable, name: Option<StringId>, value: StringId, is_free: bool) {
        if let Some(members) = self.members.get_mut(variable.index()) {
            members.push(Member {
                name,
                value,
                is_free,
                could: None,
            });
        }
    }
}
