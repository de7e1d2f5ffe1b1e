//! People as one viewer may see them: the only place where this area turns a person into words. Read once per request.

use std::collections::HashMap;

use db::args;
use identity::http::person::PersonDto;
use identity::{PersonCard, persons};
use kernel::tx::Reading;
use kernel::{Actor, GroupId, Id, PersonId, Result, TeamId};
use uuid::Uuid;

use crate::sql;

/// Who is looking at something of a group.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// Who they are, once known.
    pub(crate) person: Option<PersonId>,
    /// Whether they belong to the team.
    pub(crate) is_member: bool,
    /// The group whose reviewers have no names for this viewer.
    anonymous: Option<GroupId>,
}

impl Viewer {
    /// A member looking at a project of their team.
    pub(crate) fn member(person: PersonId) -> Self {
        Self {
            person: Some(person),
            is_member: true,
            anonymous: None,
        }
    }

    /// Whoever looks at something of a group.
    pub(crate) fn of_group(who: &Actor, team: TeamId, group: GroupId, anonymous: bool) -> Self {
        let is_member = who.is_system() || who.in_team(team).is_some();
        Self {
            person: who.person_for(team, Some(group)),
            is_member,
            anonymous: (anonymous && !is_member).then_some(group),
        }
    }

    /// The same viewer, who has just said who they are.
    pub(crate) fn known_as(self, person: PersonId) -> Self {
        Self {
            person: Some(person),
            ..self
        }
    }

    /// Whether reviewers have no names for this viewer.
    pub(crate) fn is_kept_apart(&self) -> bool {
        self.anonymous.is_some()
    }
}

/// The people of one answer.
#[derive(Debug)]
pub(crate) struct People {
    viewer: Viewer,
    cards: HashMap<PersonId, PersonCard>,
    numbers: HashMap<PersonId, u32>,
}

impl People {
    /// Reads these people for a viewer.
    pub(crate) async fn read(
        reader: &mut impl Reading,
        viewer: &Viewer,
        ids: impl IntoIterator<Item = PersonId>,
    ) -> Result<Self> {
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let cards = persons::cards(reader, &ids).await?;
        // SECURITY: names stay inside an anonymous group, also those of its former reviewers; guarded by tests
        // `reviewers_of_an_anonymous_group_have_no_names`, `a_removed_member_of_an_anonymous_group_stays_without_a_name`.
        let numbers = match viewer.anonymous {
            Some(group) => reader
                .rows::<(Uuid, u32)>(&sql::NUMBERS, &args![group])
                .await?
                .into_iter()
                .map(|(person, number)| (Id::from_uuid(person), number))
                .collect(),
            None => HashMap::new(),
        };
        Ok(Self {
            viewer: viewer.clone(),
            cards,
            numbers,
        })
    }

    /// One person as the viewer may see them.
    pub(crate) fn person(&self, id: PersonId) -> PersonDto {
        let Some(card) = self.cards.get(&id) else {
            return placeholder(id);
        };
        if self.is_hidden(card) {
            return self.numbered(id);
        }
        let person = PersonDto::new(card);
        if self.viewer.is_member || self.viewer.person == Some(id) {
            person.with_email(card)
        } else {
            person
        }
    }

    /// The name alone.
    pub(crate) fn name(&self, id: PersonId) -> String {
        self.person(id).name
    }

    /// The address, where the viewer may see it.
    pub(crate) fn email(&self, id: PersonId) -> Option<String> {
        self.person(id).email
    }

    /// Whether the viewer may not learn who this is, and so nothing that speaks of them either.
    pub(crate) fn hides(&self, id: PersonId) -> bool {
        self.cards.get(&id).is_some_and(|card| self.is_hidden(card))
    }

    fn is_hidden(&self, card: &PersonCard) -> bool {
        self.viewer.is_kept_apart()
            && self.viewer.person != Some(card.id)
            && (card.guest || self.numbers.contains_key(&card.id))
    }

    fn numbered(&self, id: PersonId) -> PersonDto {
        let number = self.numbers.get(&id);
        PersonDto {
            id,
            name: number.map_or_else(
                || "Reviewer".to_owned(),
                |number| format!("Reviewer {number}"),
            ),
            initials: number.map_or_else(|| "R".to_owned(), |number| format!("R{number}")),
            role: None,
            guest: true,
            email: None,
        }
    }
}

fn placeholder(id: PersonId) -> PersonDto {
    PersonDto {
        id,
        name: "Erased person".to_owned(),
        initials: String::new(),
        role: None,
        guest: true,
        email: None,
    }
}
