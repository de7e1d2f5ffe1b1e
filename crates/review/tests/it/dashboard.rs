//! The matrix and the projects page.

use review::dashboard::{self, Filter, Wanted};
use review::reviews;
use review::rules::status::Status;
use review::rules::verdict::Verdict;
use review::wire::ChangeReview;
use review::{overview, places};

use crate::studio::{Studio, code, start, team, upload};

#[tokio::test]
async fn filters_pick_files_by_status_and_group() {
    let studio = Studio::new().await;
    let legal = studio.group("Legal").await;
    let flyer = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        None,
        "flyer.pdf",
        b"%PDF-1.7 flyer",
    )
    .await;
    start(&studio.app, &studio.owner, flyer.version, legal).await;
    upload(
        &studio.app,
        &studio.owner,
        studio.project,
        None,
        "idle.pdf",
        b"%PDF-1.7 idle",
    )
    .await;
    studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();

    let cases = [
        (None, None, vec!["poster.pdf", "flyer.pdf", "idle.pdf"]),
        (
            Some(Wanted::Status(Status::Approve)),
            None,
            vec!["poster.pdf"],
        ),
        (
            Some(Wanted::Status(Status::Review)),
            None,
            vec!["flyer.pdf"],
        ),
        (Some(Wanted::None), None, vec!["idle.pdf"]),
        (None, Some(legal), vec!["flyer.pdf"]),
        (Some(Wanted::Status(Status::Approve)), Some(legal), vec![]),
        (
            Some(Wanted::None),
            Some(legal),
            vec!["poster.pdf", "idle.pdf"],
        ),
    ];
    for (status, group, expected) in cases {
        let filter = Filter {
            cursor: None,
            status,
            group,
        };
        let shown = dashboard::show(&studio.app, &studio.owner, studio.project, filter)
            .await
            .unwrap();
        let names: Vec<&str> = shown.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, expected, "{status:?} {group:?}");
        assert_eq!(
            (
                shown.totals.files,
                shown.totals.reviews,
                shown.totals.approved
            ),
            (3, 2, 1)
        );
        assert!(shown.files.iter().all(|file| file.cells.len() == 2));
    }
}

#[tokio::test]
async fn a_filtered_list_pages_by_fifty() {
    let studio = Studio::new().await;
    for _ in 0..51 {
        upload(
            &studio.app,
            &studio.owner,
            studio.project,
            None,
            "idle.pdf",
            b"%PDF-1.7 idle",
        )
        .await;
    }
    let wanted = |cursor| Filter {
        cursor,
        status: Some(Wanted::None),
        group: None,
    };

    let first = dashboard::show(&studio.app, &studio.owner, studio.project, wanted(None))
        .await
        .unwrap();
    let second = dashboard::show(
        &studio.app,
        &studio.owner,
        studio.project,
        wanted(first.next_cursor.clone()),
    )
    .await
    .unwrap();

    assert_eq!((first.files.len(), second.files.len()), (50, 1));
    assert!(second.next_cursor.is_none());
    assert!(first.files.iter().all(|file| file.id != second.files[0].id));
}

#[tokio::test]
async fn the_overview_shows_progress_and_what_awaits_the_viewer() {
    let studio = Studio::new().await;
    studio
        .invite(studio.group, "Mara", "mara@larkfield.example")
        .await;

    let shown = overview::show(&studio.app, &studio.owner).await.unwrap();
    assert_eq!(shown.projects.len(), 1);
    assert_eq!(
        (shown.projects[0].files, shown.projects[0].reviews.review),
        (1, 1)
    );
    assert_eq!(shown.projects[0].people.len(), 1);
    assert_eq!(shown.awaiting.len(), 1);
    assert_eq!(shown.awaiting[0].review, studio.review);
    assert_eq!(shown.awaiting[0].file_name, "poster.pdf");
    assert_eq!(shown.awaiting[0].group_name, "Client");
    assert_eq!(shown.awaiting[0].kind, "pdf");

    studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();
    let shown = overview::show(&studio.app, &studio.owner).await.unwrap();
    assert!(shown.awaiting.is_empty());
    assert_eq!(shown.projects[0].reviews.approve, 1);

    files::projects::trash(&studio.app, &studio.owner, studio.project)
        .await
        .unwrap();
    let shown = overview::show(&studio.app, &studio.owner).await.unwrap();
    assert!(shown.projects.is_empty());
    assert_eq!(shown.trashed[0].name, "Spring campaign");
}

#[tokio::test]
async fn totals_follow_versions_and_the_trash() {
    let studio = Studio::new().await;
    let (app, owner) = (&studio.app, &studio.owner);
    let totals = async || {
        let shown = dashboard::show(app, owner, studio.project, Filter::default())
            .await
            .unwrap();
        let card = overview::show(app, owner).await.unwrap().projects.remove(0);
        assert_eq!(shown.totals.overdue, card.overdue);
        assert_eq!(shown.totals.files, card.files);
        (
            shown.totals.files,
            shown.totals.reviews,
            shown.totals.overdue,
        )
    };
    let due = ChangeReview {
        due_at: Some(Some(app.now() + 1_000)),
        ..Default::default()
    };
    reviews::change(app, owner, studio.review, due)
        .await
        .unwrap();
    assert_eq!(totals().await, (1, 1, 0));
    studio.test.clock.advance(2_000);
    assert_eq!(totals().await, (1, 1, 1));

    files::files::trash(app, owner, studio.file.file)
        .await
        .unwrap();
    assert_eq!(totals().await, (0, 0, 0));
    files::files::restore(app, owner, studio.file.file)
        .await
        .unwrap();
    assert_eq!(totals().await, (1, 1, 1));

    let second = Some(studio.file.file);
    upload(
        app,
        owner,
        studio.project,
        second,
        "poster.pdf",
        b"%PDF-1.7 two",
    )
    .await;
    assert_eq!(totals().await, (1, 0, 0));
    let legal = studio.group("Legal").await;
    start(app, owner, studio.file.version, legal).await;
    assert_eq!(
        totals().await,
        (1, 0, 0),
        "a review of an old version counts nowhere"
    );
}

#[tokio::test]
async fn a_version_and_a_review_at_once_leave_nothing_approved_by_mistake() {
    let studio = Studio::new().await;
    let legal = studio.group("Legal").await;
    for round in 0..4 {
        let mut reader = studio.app.read(&studio.owner).await.unwrap();
        let newest = files::files::get(&mut reader, studio.file.file)
            .await
            .unwrap()
            .unwrap()
            .newest;
        drop(reader);
        let bytes: &[u8] = [b"%PDF-1.7 a", b"%PDF-1.7 b", b"%PDF-1.7 c", b"%PDF-1.7 d"][round];
        let file = Some(studio.file.file);
        tokio::join!(
            upload(
                &studio.app,
                &studio.owner,
                studio.project,
                file,
                "poster.pdf",
                bytes
            ),
            start(&studio.app, &studio.owner, newest, legal),
        );

        let shown = dashboard::show(
            &studio.app,
            &studio.owner,
            studio.project,
            Filter::default(),
        )
        .await
        .unwrap();
        assert_eq!(shown.totals.reviews, 0, "round {round}");
    }
}

#[tokio::test]
async fn places_name_what_a_member_can_go_to() {
    let studio = Studio::new().await;
    let (app, owner) = (&studio.app, &studio.owner);
    let legal = studio.group("Legal").await;
    let idle = upload(app, owner, studio.project, None, "idle.pdf", b"%PDF-1.7").await;
    let section = files::sections::create(app, owner, studio.project, "Print")
        .await
        .unwrap();
    let elsewhere = files::projects::create(app, owner, "Elsewhere")
        .await
        .unwrap();

    let shown = places::show(app, owner).await.unwrap();
    assert!(shown.projects.iter().any(|one| one.id == elsewhere));
    let mut projects = shown.projects.iter();
    let project = projects.find(|one| one.id == studio.project).unwrap();
    assert_eq!(project.name, "Spring campaign");
    assert_eq!(
        project
            .sections
            .iter()
            .map(|one| &one.name)
            .collect::<Vec<_>>(),
        ["All files", "Print"]
    );
    assert_eq!(project.sections[1].id, section.to_string());
    assert_eq!(
        project
            .groups
            .iter()
            .map(|one| &one.name)
            .collect::<Vec<_>>(),
        ["Client", "Legal"]
    );
    assert_eq!(project.groups[1].id, legal.to_string());
    let files: Vec<_> = shown
        .files
        .iter()
        .map(|file| (file.id, file.name.as_str(), file.review))
        .collect();
    assert!(files.contains(&(idle.file, "idle.pdf", None)));
    assert!(files.contains(&(studio.file.file, "poster.pdf", Some(studio.review))));
    assert!(!shown.more_files);

    // What was put away or thrown away cannot be gone to.
    files::marks::set_archived(app, owner, studio.project, true)
        .await
        .unwrap();
    let shown = places::show(app, owner).await.unwrap();
    assert_eq!((shown.projects.len(), shown.files.len()), (1, 0));
    files::marks::set_archived(app, owner, studio.project, false)
        .await
        .unwrap();
    files::files::trash(app, owner, idle.file).await.unwrap();
    let shown = places::show(app, owner).await.unwrap();
    assert_eq!((shown.projects.len(), shown.files.len()), (2, 1));
}

#[tokio::test]
async fn places_of_another_team_have_no_name_here() {
    let studio = Studio::new().await;
    let (_, stranger) = team(&studio.app, "Northfold", "ane@northfold.example").await;

    let shown = places::show(&studio.app, &stranger).await.unwrap();
    assert!(shown.projects.is_empty() && shown.files.is_empty());

    // A guest has one group and no names of others.
    let guest = studio.guest(studio.group).await.actor(&studio.app).await;
    for who in [&guest, &kernel::Actor::anonymous()] {
        assert_eq!(
            code(places::show(&studio.app, who).await),
            "unauthenticated"
        );
    }
}
