//! How long the big reads take; run by hand with `--ignored --nocapture`, best optimised.

use std::time::Instant;

use review::{comments, dashboard, overview, page};

use crate::studio::{Studio, start, upload};

#[tokio::test]
#[ignore = "prints times and proves nothing"]
#[expect(clippy::print_stdout, reason = "its output is its purpose")]
async fn the_big_reads_are_quick() {
    let studio = Studio::new().await;
    let mut groups = vec![studio.group];
    for name in ["Legal", "Print", "Internal", "Board"] {
        groups.push(studio.group(name).await);
    }
    for group in &groups {
        for number in 0..3 {
            studio
                .invite(*group, "Reviewer", &format!("r{number}@client.example"))
                .await;
        }
    }
    for _ in 0..49 {
        let file = upload(
            &studio.app,
            &studio.owner,
            studio.project,
            None,
            "file.pdf",
            b"%PDF-1.7 x",
        )
        .await;
        for group in &groups {
            start(&studio.app, &studio.owner, file.version, *group).await;
        }
    }
    let begin = Instant::now();
    for number in 0..300 {
        studio
            .say(&studio.owner, &format!("Comment {number}"))
            .await
            .unwrap();
    }
    println!("comment        {:?}", begin.elapsed() / 300);

    for (name, read) in [
        ("list of 300", 0),
        ("dashboard 50x5", 1),
        ("overview", 2),
        ("page", 3),
    ] {
        let mut times = Vec::new();
        for _ in 0..20 {
            let begin = Instant::now();
            match read {
                0 => drop(
                    comments::list(&studio.app, &studio.owner, studio.review)
                        .await
                        .unwrap(),
                ),
                1 => drop(
                    dashboard::show(
                        &studio.app,
                        &studio.owner,
                        studio.project,
                        dashboard::Filter::default(),
                    )
                    .await
                    .unwrap(),
                ),
                2 => drop(overview::show(&studio.app, &studio.owner).await.unwrap()),
                _ => drop(
                    page::show(&studio.app, &studio.owner, studio.review)
                        .await
                        .unwrap(),
                ),
            }
            times.push(begin.elapsed());
        }
        times.sort_unstable();
        println!("{name:14} {:?}", times[10]);
    }
}
