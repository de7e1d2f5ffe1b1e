//! Role × action × resource as a reviewed file. It is not rewritten by any command: a changed line is changed by hand
//! and read by somebody.

use kernel::policy::GuestSwitches;
use kernel::{
    Action, Actor, GuestGrant, Id, Member, Permission, Proof, Resource, Role, Uploader, may,
};
use uuid::Uuid;

const REVIEWED: &str = include_str!("authz-matrix.txt");

#[test]
fn the_permission_matrix_is_the_reviewed_one() {
    let matrix = matrix();

    for (line, (found, expected)) in matrix.lines().zip(REVIEWED.lines()).enumerate() {
        assert_eq!(found, expected, "line {} of authz-matrix.txt", line + 1);
    }
    assert_eq!(
        matrix.lines().count(),
        REVIEWED.lines().count(),
        "the matrix is now:\n{matrix}"
    );
}

fn matrix() -> String {
    let mut lines = vec!["# + allowed   - forbidden (403)   . invisible (404)".to_owned()];
    let actors = actors();
    for (resource_name, resource) in resources() {
        let names: Vec<&str> = actors.iter().map(|(name, _)| *name).collect();
        lines.push(String::new());
        lines.push(format!("[{resource_name}]"));
        lines.push(line("", &names));
        for action in Action::ALL {
            let marks: Vec<&str> = actors
                .iter()
                .map(|(_, actor)| mark(actor, *action, &resource))
                .collect();
            lines.push(line(action.token(), &marks));
        }
    }
    lines.join("\n") + "\n"
}

fn line(head: &str, cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:<15}")).collect();
    format!("{head:<16}{}", cells.concat())
        .trim_end()
        .to_owned()
}

fn mark(actor: &Actor, action: Action, resource: &Resource) -> &'static str {
    match may(actor, action, resource) {
        Permission::Granted => "+",
        Permission::Forbidden => "-",
        Permission::Invisible => ".",
    }
}

fn id<K: kernel::ids::Kind>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn member(role: Role, team: u128) -> Actor {
    Actor::member(Member {
        session: id(1),
        person: id(10),
        team: id(team),
        role,
        proof: Proof::Password,
    })
}

fn guest(group: u128, person: Option<u128>) -> Actor {
    let grant = GuestGrant {
        session: id(2),
        team: id(1),
        project: id(1),
        group: id(group),
        link: id(1),
        person: person.map(id),
        mailbox: false,
    };
    Actor::browser(None, vec![grant])
}

fn uploader() -> Uploader {
    Uploader {
        session: id(2),
        team: id(1),
        project: id(1),
        person: id(11),
    }
}

fn actors() -> Vec<(&'static str, Actor)> {
    vec![
        ("owner", member(Role::Owner, 1)),
        ("admin", member(Role::Admin, 1)),
        ("manager", member(Role::Manager, 1)),
        ("member", member(Role::Member, 1)),
        ("author-guest", guest(1, Some(10))),
        ("guest", guest(1, Some(11))),
        ("unnamed-guest", guest(1, None)),
        ("other-group", guest(2, Some(11))),
        ("other-team", member(Role::Owner, 2)),
        ("uploader", Actor::uploading(uploader())),
        ("anonymous", Actor::anonymous()),
    ]
}

fn resources() -> Vec<(&'static str, Resource)> {
    let open = GuestSwitches {
        comment: true,
        download: true,
        people: true,
        upload: true,
    };
    let closed = GuestSwitches::default();
    let review = |locked, switches| Resource::Review {
        team: id(1),
        group: id(1),
        locked,
        switches,
    };
    let comment = |author, team_only, locked, switches| Resource::Comment {
        team: id(1),
        group: id(1),
        author: id(author),
        team_only,
        locked,
        switches,
    };
    vec![
        ("team", Resource::Team(id(1))),
        (
            "project, file, version",
            Resource::Project {
                team: id(1),
                project: id(1),
            },
        ),
        (
            "reviewer group",
            Resource::Group {
                team: id(1),
                group: id(1),
            },
        ),
        ("review, everything switched on", review(false, open)),
        ("review, everything switched off", review(false, closed)),
        ("review, locked", review(true, open)),
        ("own comment", comment(10, false, false, open)),
        (
            "own comment, comments switched off",
            comment(10, false, false, closed),
        ),
        ("own comment, locked", comment(10, false, true, open)),
        ("another's comment", comment(12, false, false, open)),
        ("team-only comment", comment(12, true, false, open)),
    ]
}
