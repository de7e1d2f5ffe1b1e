//! The page of a review: everything the review screen needs but the comments.

use std::collections::HashMap;

use db::args;
use files::http::version::VersionDto;
use files::versions::{self, Version};
use files::{files as listing, projects};
use identity::http::person::PersonDto;
use kernel::tx::Reading;
use kernel::{Action, Actor, App, Error, FileId, PersonId, Result, ReviewId};
use vault::Key;
use webkit::AbilityWord;

use crate::dots::Marks;
use crate::groups::{self, Group, key_of};
use crate::ledger::{self, Opened};
use crate::people::{People, Viewer};
use crate::reviewers::Reviewer;
use crate::reviews::{self, Review};
use crate::rules::verdict::offered;
use crate::signed::name_of;
use crate::thread::Hex;
use crate::wire::{
    DecisionDto, GroupLinkDto, GroupReviewDto, NamedDto, ReviewPageDto, ReviewedVersionDto,
    SiblingsDto, TeamNameDto, VersionEntryDto, ViewerDto,
};
use crate::{mentions, reviewers, sql};

/// What a viewer can be able to do on the page.
const ACTIONS: [Action; 10] = [
    Action::Comment,
    Action::TeamOnly,
    Action::Decide,
    Action::Download,
    Action::SetStatus,
    Action::SetDue,
    Action::Lock,
    Action::Upload,
    Action::Resolve,
    Action::CopyComments,
];

struct Rows {
    group: Group,
    file_name: String,
    project_name: String,
    team_name: String,
    versions: Vec<Version>,
    of_file: Vec<Review>,
    decisions: Vec<Opened>,
    marks: Marks,
    siblings: SiblingsDto,
    people: People,
    mentionable: Vec<PersonDto>,
    groups: Vec<Group>,
    reviewers: Vec<Reviewer>,
}

/// The page, and a mark that the viewer has opened it.
pub async fn show(app: &App, who: &Actor, id: ReviewId) -> Result<ReviewPageDto> {
    let mut reader = app.read(who).await?;
    let (review, version) = reviews::open(&mut reader, who, Action::See, id).await?;
    let viewer = Viewer::of_group(who, review.team, review.group, review.settings.anonymous);
    let rows = read(&mut reader, who, &review, &version, &viewer).await?;
    let decides = match viewer.person {
        Some(person) => reviewers::may_decide(&mut reader, review.group, person).await?,
        None => true,
    };
    drop(reader);
    let key = key_of(app, review.project).await?;
    let abilities = abilities(who, &review, decides);
    let page = assemble(app, key.as_ref(), &review, &version, &viewer, rows)?;
    if let Some(person) = viewer.person {
        // Whoever may read is not kept from it by a full disk.
        if let Err(error) = reviews::mark_opened(app, who, &review, person).await {
            tracing::warn!(review.id = %id, %error, "that a review was opened could not be noted");
        }
    }
    Ok(ReviewPageDto { abilities, ..page })
}

async fn read(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    version: &Version,
    viewer: &Viewer,
) -> Result<Rows> {
    let group: Group = reader
        .row(&sql::GROUP, &args![review.group])
        .await?
        .ok_or(Error::NotFound)?;
    let file = listing::get(reader, review.file)
        .await?
        .ok_or(Error::NotFound)?;
    let project = projects::get(reader, review.project)
        .await?
        .ok_or(Error::NotFound)?;
    let mut of_file: Vec<Review> = reader
        .rows(&sql::REVIEWS_OF_FILE, &args![review.file])
        .await?;
    let mut versions = versions::of_file(reader, review.file).await?;
    let groups = if viewer.is_member {
        groups::of_project(reader, review.project).await?
    } else {
        Vec::new()
    };
    if !viewer.is_member {
        // SECURITY: a guest knows the versions that were reviewed in the group, and no other; guarded by test
        // `a_link_of_one_group_reads_nothing_of_another`.
        of_file.retain(|other| other.group == review.group);
        versions.retain(|version| of_file.iter().any(|other| other.version == version.id));
    }
    let decisions = ledger::of_review(reader, review).await?;
    let openings = reader.rows(&sql::OPENINGS, &args![review.id]).await?;
    let marks = Marks::new(openings, decisions.iter().filter_map(Opened::mark));
    let siblings = siblings(reader, review).await?;
    let team_name = access::teams::name(reader, review.team).await?;
    let reviewers = reviewers::of_group(reader, review.group).await?;
    let people = People::read(
        reader,
        viewer,
        everybody(&reviewers, viewer, &decisions, &versions),
    )
    .await?;
    let mentionable = mentions::shown(reader, who, review, viewer).await?;
    Ok(Rows {
        group,
        file_name: if viewer.is_member {
            file.name
        } else {
            name_of(file, version)
        },
        project_name: project.name,
        team_name,
        versions,
        of_file,
        decisions,
        marks,
        siblings,
        people,
        mentionable,
        groups,
        reviewers,
    })
}

fn everybody(
    reviewers: &[Reviewer],
    viewer: &Viewer,
    decisions: &[Opened],
    versions: &[Version],
) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = reviewers.iter().map(|reviewer| reviewer.person).collect();
    people.extend(viewer.person);
    people.extend(decisions.iter().map(|opened| opened.decision.person));
    people.extend(versions.iter().filter_map(|version| version.created_by));
    people
}

/// The group's files in the order of the dashboard, each with its newest review.
async fn siblings(reader: &mut impl Reading, review: &Review) -> Result<SiblingsDto> {
    // The viewer has proven access to the group; the order of the project's files is read by the installation.
    let system = Actor::system();
    let project = projects::open(reader, &system, Action::See, review.project).await?;
    let order = listing::outline(reader, &project).await?;
    let reviews: Vec<Review> = reader
        .rows(&sql::REVIEWS_OF_GROUP, &args![review.group])
        .await?;
    // The newest version of each file comes last and stays.
    let newest: HashMap<FileId, ReviewId> =
        reviews.iter().map(|other| (other.file, other.id)).collect();
    let files: Vec<FileId> = order
        .into_iter()
        .map(|spot| spot.file)
        .filter(|file| newest.contains_key(file))
        .collect();
    let Some(place) = files.iter().position(|file| *file == review.file) else {
        return Ok(SiblingsDto {
            total: files.len(),
            ..SiblingsDto::default()
        });
    };
    let at = |place: Option<usize>| {
        place
            .and_then(|place| files.get(place))
            .and_then(|file| newest.get(file))
            .copied()
    };
    Ok(SiblingsDto {
        previous: at(place.checked_sub(1)),
        next: at(Some(place + 1)),
        position: place + 1,
        total: files.len(),
    })
}

fn assemble(
    app: &App,
    key: Option<&Key>,
    review: &Review,
    version: &Version,
    viewer: &Viewer,
    rows: Rows,
) -> Result<ReviewPageDto> {
    let Rows { group, people, .. } = &rows;
    let decisions: Vec<DecisionDto> = rows
        .decisions
        .iter()
        .map(|opened| opened.dto(people))
        .collect();
    let mut own = rows.decisions.iter().map(|opened| &opened.decision);
    let own = own.rfind(|decision| !decision.superseded && Some(decision.person) == viewer.person);
    let dots = rows.marks.of(review, &rows.reviewers, people);
    let entries = rows
        .versions
        .iter()
        .map(|other| entry(other, review, &rows.of_file, viewer, people))
        .collect();
    let newest = rows
        .versions
        .first()
        .is_some_and(|newest| newest.id == version.id);
    Ok(ReviewPageDto {
        review: review.dto(app.now()),
        file: NamedDto {
            id: review.file.to_string(),
            name: rows.file_name.clone(),
        },
        version: ReviewedVersionDto {
            version: version_dto(version, viewer, people),
            sha256: Hex(&version.sha256).to_string(),
        },
        group: GroupLinkDto {
            id: group.id,
            name: group.name(app, key)?,
            settings: group.settings_dto(),
        },
        project: NamedDto {
            id: review.project.to_string(),
            name: rows.project_name.clone(),
        },
        team: TeamNameDto {
            name: rows.team_name.clone(),
        },
        versions: entries,
        newest,
        groups: group_reviews(app, key, review, &rows)?,
        dots,
        me: ViewerDto {
            person: viewer.person.map(|person| people.person(person)),
            needs_identity: viewer.person.is_none() && !viewer.is_member,
            is_member: viewer.is_member,
            decision: own.map(|decision| decision.id.to_string()),
        },
        verdicts: offered(group.settings.extras()),
        abilities: Vec::new(),
        decisions,
        siblings: rows.siblings,
        people: rows.mentionable,
    })
}

/// A version as the viewer may see it; who uploaded it is for members.
pub(crate) fn version_dto(version: &Version, viewer: &Viewer, people: &People) -> VersionDto {
    let created_by = version
        .created_by
        .filter(|_| viewer.is_member)
        .map(|person| people.person(person));
    VersionDto {
        created_by,
        ..VersionDto::new(version, None)
    }
}

fn entry(
    version: &Version,
    review: &Review,
    of_file: &[Review],
    viewer: &Viewer,
    people: &People,
) -> VersionEntryDto {
    let here = of_file
        .iter()
        .find(|other| other.version == version.id && other.group == review.group);
    VersionEntryDto {
        version: version_dto(version, viewer, people),
        review: here.map(|review| review.id),
        status: here.map(|review| review.status),
    }
}

fn group_reviews(
    app: &App,
    key: Option<&Key>,
    review: &Review,
    rows: &Rows,
) -> Result<Vec<GroupReviewDto>> {
    let of_version = |group: &Group| {
        rows.of_file
            .iter()
            .find(|other| other.version == review.version && other.group == group.id)
    };
    rows.groups
        .iter()
        .map(|group| {
            Ok(GroupReviewDto {
                id: group.id,
                name: group.name(app, key)?,
                review: of_version(group).map(|review| review.id),
            })
        })
        .collect()
}

fn abilities(who: &Actor, review: &Review, decides: bool) -> Vec<&'static str> {
    let words = kernel::abilities(who, review, &ACTIONS).into_iter();
    // The interface calls adding a version by its own name.
    words
        .filter(|word| decides || *word != Action::Decide.token())
        .map(|word| {
            if word == Action::Upload.token() {
                AbilityWord::UPLOAD_VERSION
            } else {
                word
            }
        })
        .collect()
}
