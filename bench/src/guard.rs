//! What the guard's rules cost beside libmodsecurity: the same rules and requests, in one run and by turns, as CPU time
//! of the thread. Nothing about a request is taken for granted (no typed places) or remembered from the one before, and all
//! rules run.

mod worst;

use std::path::Path;

use ::guard::conformance::clock::{cpu, since};
use ::guard::conformance::oracle::Oracle;
use ::guard::conformance::{RawRequest, Release, Runner, parse, sample};
use ::guard::{Settings, Shortcuts};
use anyhow::{Context, Result};

use crate::product::resident_mib;
use crate::report::{Report, median};

/// How often a request is run in each block, by us and by the peer.
const OURS: u32 = 25;
const THEIRS: u32 = 5;

/// Measures loading, memory, three ordinary requests and the dearest ones that are found.
pub(crate) fn measure(oracle: &Path, report: &mut Report, quick: bool) -> Result<()> {
    let named = std::env::var_os("GUARD_CRS_DIR").map(Into::into);
    let release = Release::find(named).context("there is no Core Rule Set on this machine")?;
    println!("Core Rule Set {}", release.version);
    let settings = Settings {
        paranoia: Some(1),
        shortcuts: Shortcuts::OfRequest,
        ..Settings::default()
    };
    // Memory first: what is given back later may stay with the process.
    let process = std::process::id();
    let before = resident_mib(process)?;
    let rules = release.load(false)?;
    let held = || Ok::<_, anyhow::Error>(resident_mib(process)? - before);
    report.figure("waf_rss_loaded_mib", held()?, "for information");
    let runner = Runner::new(&rules, &settings)?;
    let send = |requests: &[(&str, Vec<u8>)]| {
        for (_, request) in requests {
            runner.send(request);
        }
    };
    send(&sample::ordinary());
    report.figure("waf_rss_used_mib", held()?, "for information");
    // The most that rules hold: every pattern, which requests would ask for one by one, and what matching keeps.
    rules.too_large();
    send(&sample::ordinary());
    send(&sample::costly());
    report.figure("waf_rss_mib", held()?, "at most 40");
    report.figure("waf_load_ms", load(&release, quick)?, "at most 500");

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("rules.conf");
    std::fs::write(&file, release.for_oracle(true, ""))?;
    let mut oracle = Oracle::start(oracle, &file)?;
    let blocks = if quick { 5 } else { 21 };
    for (key, name) in [
        ("waf_get", "GET list"),
        ("waf_post", "POST JSON 478 B"),
        ("waf_post5k", "POST JSON 5 KB"),
    ] {
        let request = ordinary(name)?;
        let turns = by_turns(&runner, &mut oracle, &request, blocks)?;
        report.figure(&format!("{key}_us"), turns.ours, "for information");
        report.figure(&format!("{key}_peer_us"), turns.theirs, "for information");
        report.figure(&format!("{key}_ratio"), turns.ratio, "at least 12");
    }
    drop(oracle);
    let remembering = Settings {
        shortcuts: Shortcuts::All,
        ..settings
    };
    let remembering = Runner::new(&rules, &remembering)?;
    let request = ordinary("POST JSON 478 B")?;
    time(&remembering, &request, OURS);
    let again = time(&remembering, &request, 10 * OURS);
    report.figure("waf_post_again_us", again, "for information");
    let worst = worst::search(&runner, quick);
    report.figure("waf_worst_ratio", worst, "at most 20");
    Ok(())
}

/// The middle of some loadings, in milliseconds of CPU time.
fn load(release: &Release, quick: bool) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..if quick { 3 } else { 9 } {
        let before = cpu();
        let rules = release.load(false)?;
        times.push(since(before).as_secs_f64() * 1e3);
        drop(rules);
    }
    Ok(median(&times))
}

fn ordinary(name: &str) -> Result<RawRequest> {
    let requests = sample::ordinary();
    let found = requests.iter().find(|(known, _)| *known == name);
    Ok(parse(&found.context("no such request")?.1))
}

/// Medians in microseconds, and that of the quotients of each block.
struct Turns {
    ours: f64,
    theirs: f64,
    ratio: f64,
}

fn by_turns(
    runner: &Runner<'_>,
    oracle: &mut Oracle,
    request: &RawRequest,
    blocks: u32,
) -> Result<Turns> {
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    // Once round without counting: patterns are compiled when a value first asks for them.
    time(runner, request, OURS);
    oracle.send(request, THEIRS)?;
    for _ in 0..blocks {
        let us = time(runner, request, OURS);
        let them = oracle.send(request, THEIRS)?.cpu.as_secs_f64() * 1e6;
        ours.push(us);
        theirs.push(them);
        ratios.push(them / us);
    }
    Ok(Turns {
        ours: median(&ours),
        theirs: median(&theirs),
        ratio: median(&ratios),
    })
}

/// The median of some runs, in microseconds.
fn time(runner: &Runner<'_>, request: &RawRequest, rounds: u32) -> f64 {
    let times: Vec<f64> = (0..rounds)
        .map(|_| {
            let before = cpu();
            std::hint::black_box(runner.send_request(std::hint::black_box(request)));
            since(before).as_secs_f64() * 1e6
        })
        .collect();
    median(&times)
}
