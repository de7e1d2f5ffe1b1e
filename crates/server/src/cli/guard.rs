//! `countersign guard`: checks a folder of rules, and explains what the rules say about a request.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use ::guard::{Decision, Exclusion, Finding};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, Version};
use kernel::SystemClock;

use crate::cli::{complain, say};
use crate::config::Config;
use crate::disk;
use crate::guarding::{Facts, Guard, Loaded, Verdict, load, place};

/// Most headers of a request in a file.
const HEADERS: usize = 128;

#[derive(Debug, Subcommand)]
pub(crate) enum GuardCommand {
    /// Load rules as the server would, and say what they are or what is wrong with them. Exits with 0 if all is well, 1 if
    /// something needs a look, 2 if they could not be loaded.
    Check {
        /// A folder with a release of the Core Rule Set; without it the one that the server would take.
        folder: Option<PathBuf>,
    },
    /// Say rule by rule what is thought of a request. Exits with 0 if it may pass, 1 if it is refused, 2 if it could not
    /// be judged.
    Test {
        /// The request as it goes over the wire: line, headers, an empty line, body.
        file: PathBuf,
        /// Who asks.
        #[arg(long, default_value = "192.0.2.1")]
        client: std::net::IpAddr,
    },
}

pub(crate) fn run(command: &GuardCommand, config: Result<Config>) -> ExitCode {
    let ran = config.and_then(|config| match command {
        GuardCommand::Check { folder } => check(folder.as_ref(), &config),
        GuardCommand::Test { file, client } => test(file, *client, &config),
    });
    ran.unwrap_or_else(|error| {
        complain(&format!("countersign guard: {error:#}"));
        ExitCode::from(2)
    })
}

fn check(folder: Option<&PathBuf>, config: &Config) -> Result<ExitCode> {
    let named = folder.map_or_else(
        || config.guard.crs_dir.clone(),
        |folder| folder.display().to_string(),
    );
    let begun = Instant::now();
    let guard = Guard::new(load(&named)?, &config.guard, Arc::new(SystemClock))?;
    say(&format!(
        "{} Loaded in {} ms. Mode: {}.",
        described(guard.loaded()),
        begun.elapsed().as_millis(),
        config.guard.mode
    ));
    let too_large = guard.loaded().rules.too_large();
    for rule in &too_large {
        say(&format!(
            "The pattern of rule {rule} takes too much memory, so it would refuse everything it looks at: make it shorter."
        ));
    }
    let expired = guard.expired();
    for exclusion in &expired {
        say(&ended(exclusion));
    }
    let needs_a_look = !too_large.is_empty() || !expired.is_empty();
    Ok(ExitCode::from(u8::from(needs_a_look)))
}

/// How many rules there are and where they come from.
pub(crate) fn described(loaded: &Loaded) -> String {
    let from = loaded.release.as_ref().map_or_else(
        || "that come with the server; no release of the Core Rule Set is installed".to_owned(),
        |release| format!("of the server and of {}", release.display()),
    );
    format!("{} rules {from}.", loaded.rules.len())
}

/// An exclusion whose last day has passed.
pub(crate) fn ended(exclusion: &Exclusion) -> String {
    format!(
        "The exclusion of {} for “{}” ended on {}: renew it or take it out.",
        exclusion.owner, exclusion.reason, exclusion.until
    )
}

fn test(file: &std::path::Path, client: std::net::IpAddr, config: &Config) -> Result<ExitCode> {
    let bytes =
        disk::read_bytes(file).with_context(|| format!("cannot read {}", file.display()))?;
    let (facts, body) = request(&bytes, client)?;
    let guard = Guard::new(
        load(&config.guard.crs_dir)?,
        &config.guard,
        Arc::new(SystemClock),
    )?;
    let verdict = guard.judge(&facts, body);
    say(&explained(&verdict));
    let refused = verdict.decision != Decision::Pass;
    Ok(ExitCode::from(u8::from(refused)))
}

fn explained(verdict: &Verdict) -> String {
    let mut lines: Vec<String> = verdict.findings.iter().map(line).collect();
    if let Some(reason) = &verdict.body_error {
        lines.push(format!("The body cannot be read: {reason}."));
    }
    let scores = verdict.scores;
    lines.push(format!(
        "Score {} and {} in free text.",
        scores.inbound, scores.free_text
    ));
    lines.push(match verdict.decision {
        Decision::Pass => "Passes.".to_owned(),
        Decision::Refuse { rule: 0, .. } if verdict.body_error.is_some() => {
            "Refused because of its body.".to_owned()
        }
        Decision::Refuse { rule: 0, .. } => "Refused because of its free text.".to_owned(),
        Decision::Refuse { rule, .. } => format!("Refused by rule {rule}."),
    });
    lines.join("\n")
}

fn line(finding: &Finding) -> String {
    let message = finding.message.as_deref().unwrap_or("without a message");
    let (rule, score, from) = (finding.rule, finding.score, &finding.place);
    let places = finding.evidence.iter().map(|evidence| {
        let free = if evidence.is_free_text {
            ", free text"
        } else {
            ""
        };
        format!("\n    {}{free}", place(evidence))
    });
    [format!("{rule} {message} (+{score}) {from}")]
        .into_iter()
        .chain(places)
        .collect()
}

/// A request from its bytes. Lines may end as an editor writes them.
fn request(bytes: &[u8], client: std::net::IpAddr) -> Result<(Facts, &[u8])> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut read = httparse::Request::new(&mut headers);
    let end = match read
        .parse(bytes)
        .context("this is no request as it goes over the wire")?
    {
        httparse::Status::Complete(end) => end,
        httparse::Status::Partial => {
            bail!("the request has no end of its headers: an empty line must follow them")
        }
    };
    let mut map = HeaderMap::new();
    for header in read.headers.iter() {
        map.append(
            HeaderName::from_bytes(header.name.as_bytes())?,
            HeaderValue::from_bytes(header.value)?,
        );
    }
    let facts = Facts {
        client: Some(client),
        method: read.method.unwrap_or_default().parse::<Method>()?,
        uri: read
            .path
            .unwrap_or_default()
            .parse::<Uri>()
            .context("the request's target")?,
        version: if read.version == Some(0) {
            Version::HTTP_10
        } else {
            Version::HTTP_11
        },
        headers: map,
        id: "test".to_owned(),
    };
    Ok((facts, bytes.get(end..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guarding::load_with;

    /// 2027-05-18.
    #[derive(Debug)]
    struct Fixed;

    impl kernel::Clock for Fixed {
        fn now(&self) -> i64 {
            1_810_643_527_000
        }
    }

    /// What is said about a request by the rules that come with the server, under settings from a file.
    fn told(settings: &str, wire: &str) -> (String, Guard) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("countersign.toml");
        disk::write_private(&file, settings.as_bytes()).unwrap();
        let config = Config::load(Some(&file), std::iter::empty()).unwrap();
        let guard = Guard::new(load_with(None).unwrap(), &config.guard, Arc::new(Fixed)).unwrap();
        let (facts, body) = request(wire.as_bytes(), [192, 0, 2, 1].into()).unwrap();
        (explained(&guard.judge(&facts, body)), guard)
    }

    const ATTACK: &str = "GET /r?q=1'%20OR%20'1'='1 HTTP/1.1\nhost: localhost\n\n";

    #[test]
    fn a_verdict_names_rule_place_and_score() {
        let (said, _) = told("", ATTACK);
        for part in [
            "9500140 SQL injection (+5)",
            "ARGS:q at 0 for 12",
            "Score 5",
            "Refused by rule 9500901.",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
        let (said, _) = told("", "GET /r?q=red%20car HTTP/1.1\r\nhost: localhost\r\n\r\n");
        assert_eq!(said, "Score 0 and 0 in free text.\nPasses.");
        let (said, _) = told(
            "",
            "POST /x HTTP/1.1\ncontent-type: application/json\n\n{\"a\":",
        );
        assert!(
            said.contains("The body cannot be read")
                && said.ends_with("Refused because of its body."),
            "{said}"
        );
    }

    #[test]
    fn an_exclusion_counts_until_its_last_day_and_is_told_afterwards() {
        let until = |day: &str| {
            format!(
                "[[guard.exclusions]]\nrules = \"9500140\"\ntarget = \"ARGS:q\"\nowner = \"Ines\"\nreason = \"partners\"\nuntil = \"{day}\"\n"
            )
        };
        let (said, guard) = told(&until("2027-05-18"), ATTACK);
        assert!(said.ends_with("Passes."), "{said}");
        assert!(guard.expired().is_empty());
        let twice = [until("2027-05-17"), until("2027-05-16")].concat();
        let routes = "[[guard.routes]]\npath = \"/x\"\n";
        assert_eq!(told(&(twice + routes), ATTACK).1.expired().len(), 2);
        let (said, guard) = told(&until("2027-05-17"), ATTACK);
        assert!(said.ends_with("Refused by rule 9500901."), "{said}");
        let ended: Vec<String> = guard.expired().iter().map(ended).collect();
        assert_eq!(
            ended,
            ["The exclusion of Ines for “partners” ended on 2027-05-17: renew it or take it out."]
        );
    }

    #[test]
    fn modes_hold_for_what_a_path_begins_with() {
        let watch = "[guard]\nmode = \"detect\"\n[[guard.routes]]\npath = \"/r\"\nmode = \"block\"\n[[guard.routes]]\npath = \"/robots\"\nmode = \"off\"\n";
        assert!(told(watch, ATTACK).0.ends_with("Refused by rule 9500901."));
        let elsewhere = ATTACK.replace("/r?", "/x?");
        let said = told(watch, &elsewhere).0;
        assert!(
            said.contains("9500140") && said.ends_with("Passes."),
            "{said}"
        );
        assert!(
            !told(watch, &ATTACK.replace("/r?", "/robots?"))
                .0
                .contains("9500140")
        );
    }

    #[test]
    fn the_threshold_holds_for_the_rules_that_come_with_the_server() {
        for (threshold, last) in [(5, "Refused by rule 9500901."), (6, "Passes.")] {
            let settings = format!("[guard]\nthreshold = {threshold}\n");
            let (said, _) = told(&settings, ATTACK);
            assert!(said.ends_with(last), "{threshold}: {said}");
        }
    }

    #[test]
    fn settings_that_cannot_be_read_are_no_verdict() {
        let wrong = || {
            Config::load(
                Some(std::path::Path::new("/no/such/file")),
                std::iter::empty(),
            )
        };
        let file = "request.http".into();
        let client = [192, 0, 2, 1].into();
        for command in [
            GuardCommand::Check { folder: None },
            GuardCommand::Test { file, client },
        ] {
            assert_eq!(run(&command, wrong()), ExitCode::from(2));
        }
    }

    #[test]
    fn what_is_no_request_says_so() {
        for (wire, why) in [
            ("", "no end of its headers"),
            ("GET / HTTP/1.1\nhost: x\n", "no end of its headers"),
            ("\u{0}\u{1}\n\n", "no request"),
        ] {
            let error = request(wire.as_bytes(), [192, 0, 2, 1].into()).unwrap_err();
            assert!(format!("{error:#}").contains(why), "{wire:?}: {error:#}");
        }
    }

    #[derive(Debug)]
    struct Moving(std::sync::atomic::AtomicI64);

    impl kernel::Clock for Moving {
        fn now(&self) -> i64 {
            self.0.load(std::sync::atomic::Ordering::Relaxed)
        }
    }

    #[test]
    fn what_passed_under_an_exclusion_is_judged_anew_when_it_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("countersign.toml");
        let settings = "[[guard.exclusions]]\nrules = \"9500140\"\ntarget = \"ARGS:q\"\n\
            owner = \"Ines\"\nreason = \"partners\"\nuntil = \"2027-05-18\"\n";
        disk::write_private(&file, settings.as_bytes()).unwrap();
        let config = Config::load(Some(&file), std::iter::empty()).unwrap();
        let clock = Arc::new(Moving(kernel::Clock::now(&Fixed).into()));
        let today: Arc<dyn kernel::Clock> = Arc::clone(&clock) as _;
        let guard = Guard::new(load_with(None).unwrap(), &config.guard, today).unwrap();
        let (facts, body) = request(ATTACK.as_bytes(), [192, 0, 2, 1].into()).unwrap();
        for _ in 0..2 {
            assert_eq!(guard.judge(&facts, body).decision, Decision::Pass);
        }

        let day = 24 * 3_600_000;
        clock.0.fetch_add(day, std::sync::atomic::Ordering::Relaxed);

        assert_ne!(guard.judge(&facts, body).decision, Decision::Pass);
    }
}
