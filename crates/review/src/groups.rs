//! Reviewer groups: made with their review link, renamed, ordered, set, deleted while nothing was reviewed in them.

use db::{FromRow, Row, args};
use files::marks;
use files::projects::{self, Project};
use identity::{Secret, passwords};
use kernel::sealing::project_key;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, Granted, GroupId, Guarded, Id, Millis, ProjectId,
    Resource, Result, Slot, TeamId, Tx, grant,
};
use keystore::KeystoreError;
use serde::{Deserialize, Serialize};
use vault::{Key, Sealed};

use crate::rules::link::expiry;
use crate::rules::name::name;
use crate::rules::switches::Settings;
use crate::wire::{ChangeGroup, ChangeSettings, GroupDto, GroupSettingsDto};
use crate::{links, sql};

/// The most groups of one project.
const GROUPS: usize = 50;

/// One audience of a project.
#[derive(Debug, Clone)]
pub struct Group {
    /// Which one.
    pub id: GroupId,
    /// Of which team.
    pub team: TeamId,
    /// In which project.
    pub project: ProjectId,
    /// Its place among the project's groups.
    pub position: i64,
    /// What it allows.
    pub settings: Settings,
    /// When its links stop.
    pub link_expires_at: Option<Millis>,
    /// How often the password was set or taken away.
    pub(crate) password_epoch: i64,
    password: Option<Sealed>,
    sealed: Sealed,
    reviewers: u32,
}

#[derive(Serialize, Deserialize)]
struct NameEnvelope {
    name: String,
}

impl Guarded for Group {
    fn resource(&self) -> Resource {
        Resource::Group {
            team: self.team,
            group: self.id,
        }
    }
}

impl FromRow for Group {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            project: Id::from_uuid(row.uuid(2)?),
            position: row.int(3)?,
            settings: Settings::from_bits(row.int(4)?),
            link_expires_at: row.opt_int(5)?,
            password: row.opt_sealed(6)?,
            password_epoch: row.int(7)?,
            sealed: row.sealed(8)?,
            reviewers: row.u32(9)?,
        })
    }
}

impl Group {
    /// Its name, or what stands for it after the project's erasure.
    pub(crate) fn name(&self, app: &App, key: Option<&Key>) -> Result<String> {
        let Some(key) = key else {
            return Ok("Erased".to_owned());
        };
        Ok(app
            .open_with::<NameEnvelope>(key, name_slot(self.team, self.id), &self.sealed)?
            .name)
    }

    /// Whether its links ask for a password.
    pub(crate) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// The hash of its password.
    pub(crate) async fn password_hash(&self, app: &App) -> Result<Option<passwords::Hash>> {
        let Some(sealed) = &self.password else {
            return Ok(None);
        };
        let slot = password_slot(self.team, self.id, self.password_epoch);
        app.open(project_key(self.project), slot, sealed).await
    }

    pub(crate) fn dto(&self, app: &App, key: Option<&Key>) -> Result<GroupDto> {
        Ok(GroupDto {
            id: self.id,
            name: self.name(app, key)?,
            position: self.position,
            reviewers: self.reviewers,
            settings: self.settings_dto(),
        })
    }

    pub(crate) fn settings_dto(&self) -> GroupSettingsDto {
        let Settings {
            comment,
            download,
            anonymous,
            invited_only,
            approve_with_changes,
            reject,
            mailed_code,
            reviewer_upload,
            activity_mails,
            started_mails,
        } = self.settings;
        GroupSettingsDto {
            comment,
            download,
            anonymous,
            invited_only,
            mailed_code,
            reviewer_upload,
            activity_mails,
            started_mails,
            password_set: self.has_password(),
            approve_with_changes,
            reject,
            link_expires_at: self.link_expires_at,
        }
    }

    pub(crate) fn event(&self, kind: EventKind) -> Event {
        Event::new(kind, self.team)
            .project(self.project)
            .group(self.id)
    }
}

/// A group, if the actor may do this to it.
pub async fn open(
    reader: &mut impl Reading,
    who: &Actor,
    action: Action,
    id: GroupId,
) -> Result<Granted<Group>> {
    let group: Group = reader
        .row(&sql::GROUP, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    grant(who, action, group)
}

/// The project's groups in order. The caller has proven access to the project.
pub(crate) async fn of_project(
    reader: &mut impl Reading,
    project: ProjectId,
) -> Result<Vec<Group>> {
    reader.rows(&sql::GROUPS, &args![project]).await
}

/// The project's key, or nothing after its erasure.
pub(crate) async fn key_of(app: &App, project: ProjectId) -> Result<Option<Key>> {
    match app.keystore().key(project_key(project)).await {
        Ok(key) => Ok(Some(key)),
        Err(KeystoreError::Missing) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes a group and its review link.
pub async fn create(app: &App, who: &Actor, project: ProjectId, typed: &str) -> Result<GroupDto> {
    let mut tx = app.write(who).await?;
    let project = projects::open(&mut tx, who, Action::ManageGroups, project).await?;
    let group = create_in(&mut tx, who, &project, typed).await?;
    tx.commit().await?;
    let mut reader = app.read(who).await?;
    let group = open(&mut reader, who, Action::See, group).await?;
    group.dto(app, key_of(app, project.id).await?.as_ref())
}

/// Makes a group and its review link in a transaction of the caller. The project was opened for
/// [`Action::ManageGroups`], or was made in the same transaction.
pub async fn create_in(
    tx: &mut Tx,
    who: &Actor,
    project: &Granted<Project>,
    typed: &str,
) -> Result<GroupId> {
    let name = name("name", typed)?;
    let maker = who.in_team(project.team).ok_or(Error::NotFound)?.person;
    if of_project(tx, project.id).await?.len() >= GROUPS {
        return Err(Error::Conflict {
            code: "too_many",
            detail: "A project can have 50 groups. Delete one first.",
        });
    }
    let app = tx.app().clone();
    let id: GroupId = tx.mint();
    let sealed = app
        .seal(
            project_key(project.id),
            name_slot(project.team, id),
            &NameEnvelope { name },
        )
        .await?;
    let switches = Settings::default().to_bits();
    let now = tx.now();
    tx.execute_one(
        &sql::INSERT_GROUP,
        &args![id, project.team, project.id, switches, now, maker, sealed],
    )
    .await?;
    let about = |kind| Event::new(kind, project.team).project(project.id).group(id);
    tx.emit(about(EventKind::GroupCreated));
    let place = links::Place {
        team: project.team,
        project: project.id,
        group: id,
    };
    links::make(tx, place, None, maker).await?;
    tx.emit(about(EventKind::LinkCreated));
    Ok(id)
}

/// Renames, moves or sets a group.
pub async fn change(app: &App, who: &Actor, id: GroupId, change: ChangeGroup) -> Result<()> {
    let name = change
        .name
        .as_deref()
        .map(|typed| name("name", typed))
        .transpose()?;
    let mut tx = app.write(who).await?;
    let group = open_locked(&mut tx, who, id).await?;
    let mut changed = false;
    if let Some(name) = name {
        let slot = name_slot(group.team, id);
        let sealed = app
            .seal(project_key(group.project), slot, &NameEnvelope { name })
            .await?;
        tx.execute_one(&sql::RENAME_GROUP, &args![id, sealed])
            .await?;
        changed = true;
    }
    if let Some(position) = change.position {
        place(&mut tx, &group, position).await?;
        changed = true;
    }
    if let Some(settings) = change.settings {
        let (switches, expires_at) = merged(&group, &settings);
        if switches.mailed_code && !group.settings.mailed_code && !app.settings().sends_mail {
            return Err(Error::Conflict {
                code: "no_mail",
                detail: "No mail server is set up here, so no code can be mailed. Let in invited reviewers only, and \
                         pass each their own link.",
            });
        }
        // Settings can be sent back as they came, also after the moment has passed.
        if expires_at != group.link_expires_at {
            expiry(expires_at, tx.now())?;
        }
        tx.execute_one(
            &sql::SET_SWITCHES,
            &args![id, switches.to_bits(), expires_at],
        )
        .await?;
        changed = true;
    }
    if changed {
        tx.emit(group.event(EventKind::GroupChanged));
    }
    tx.commit().await
}

/// Sets or takes away the password of the group's links. Whoever is in must come in again.
pub async fn set_password(
    app: &App,
    who: &Actor,
    id: GroupId,
    password: Option<Secret>,
) -> Result<()> {
    // Before the slow work, so that strangers cannot ask for it.
    let mut reader = app.read(who).await?;
    open(&mut reader, who, Action::ManageGroups, id).await?;
    drop(reader);
    let hash = match password {
        Some(password) => {
            passwords::require_strong(&password, Vec::new()).await?;
            Some(passwords::hash(&password).await?)
        }
        None => None,
    };
    let mut tx = app.write(who).await?;
    let group = open_locked(&mut tx, who, id).await?;
    let slot = password_slot(group.team, id, group.password_epoch + 1);
    let sealed = match &hash {
        Some(hash) => Some(app.seal(project_key(group.project), slot, hash).await?),
        None => None,
    };
    tx.execute_one(&sql::SET_PASSWORD, &args![id, sealed])
        .await?;
    tx.emit(group.event(EventKind::GroupPasswordChanged));
    tx.commit().await
}

/// Deletes a group in which nothing was reviewed.
pub async fn delete(app: &App, who: &Actor, id: GroupId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let group = open_locked(&mut tx, who, id).await?;
    if tx
        .row::<i64>(&sql::GROUP_HAS_REVIEWS, &args![id])
        .await?
        .is_some()
    {
        return Err(Error::Conflict {
            code: "has_reviews",
            detail: "Files were reviewed in this group, and their record is kept. Rename the group instead.",
        });
    }
    tx.execute_one(&sql::DELETE_GROUP, &args![id]).await?;
    tx.emit(group.event(EventKind::GroupDeleted));
    tx.commit().await
}

/// A group to be managed, locked against others who change it.
pub(crate) async fn open_locked(tx: &mut Tx, who: &Actor, id: GroupId) -> Result<Granted<Group>> {
    let group: Group = tx
        .row(&sql::GROUP_LOCKED, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    let group = grant(who, Action::ManageGroups, group)?;
    marks::refuse_archived(tx, group.project).await?;
    Ok(group)
}

async fn place(tx: &mut Tx, group: &Group, position: usize) -> Result<()> {
    let mut order: Vec<GroupId> = of_project(tx, group.project)
        .await?
        .into_iter()
        .map(|other| other.id)
        .collect();
    order.retain(|other| *other != group.id);
    order.insert(position.min(order.len()), group.id);
    for (position, id) in (0_i64..).zip(order) {
        tx.execute_one(&sql::SET_POSITION, &args![id, position])
            .await?;
    }
    Ok(())
}

fn merged(group: &Group, change: &ChangeSettings) -> (Settings, Option<Millis>) {
    let ChangeSettings {
        comment,
        download,
        anonymous,
        invited_only,
        mailed_code,
        reviewer_upload,
        activity_mails,
        started_mails,
        password_set: _,
        approve_with_changes,
        reject,
        link_expires_at,
    } = *change;
    let old = group.settings;
    let settings = Settings {
        comment: comment.unwrap_or(old.comment),
        download: download.unwrap_or(old.download),
        anonymous: anonymous.unwrap_or(old.anonymous),
        invited_only: invited_only.unwrap_or(old.invited_only),
        approve_with_changes: approve_with_changes.unwrap_or(old.approve_with_changes),
        reject: reject.unwrap_or(old.reject),
        mailed_code: mailed_code.unwrap_or(old.mailed_code),
        reviewer_upload: reviewer_upload.unwrap_or(old.reviewer_upload),
        activity_mails: activity_mails.unwrap_or(old.activity_mails),
        started_mails: started_mails.unwrap_or(old.started_mails),
    };
    (settings, link_expires_at.unwrap_or(group.link_expires_at))
}

fn name_slot(team: TeamId, group: GroupId) -> Slot {
    Slot::new(Some(team), "review_groups", group, "sealed")
}

fn password_slot(team: TeamId, group: GroupId, epoch: i64) -> Slot {
    Slot::new(Some(team), "review_groups", group, "password")
        .version(u64::try_from(epoch).unwrap_or_default())
}
