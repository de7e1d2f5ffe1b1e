//! `guard-differential ORACLE [--requests N] [--texts N] [--from N] [--seed N] [--show N]`: the guard beside libmodsecurity on
//! altered requests, and our libinjection beside the C one in it. Every difference in the rules that fire has a class
//! with a reason (`classes.rs`), or the exit code is 1. The release is that of `GUARD_CRS_DIR`, `../shared/crs` or Debian.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "this is a command"
)]

mod chance;
mod classes;
mod requests;
mod texts;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use guard::conformance::oracle::{Oracle, configuration};
use guard::conformance::{RawRequest, Release, Runner, TEST_SETUP};
use guard::{MemorySources, RuleSet, Settings};

use classes::{About, Asked, Difference};

/// What the command line says; `from` is the first number, and `show` how many of each
/// class without a reason are shown in full.
struct Options {
    oracle: PathBuf,
    requests: u64,
    texts: u64,
    from: u64,
    seed: u64,
    show: usize,
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, String> {
    let options = options()?;
    let folder = std::env::temp_dir().join(format!("guard-differential-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let done = texts_alike(&options, &folder)
        .and_then(|texts| Ok(requests_alike(&options, &folder)? && texts));
    drop(std::fs::remove_dir_all(&folder));
    done
}

fn options() -> Result<Options, String> {
    let usage = "usage: guard-differential ORACLE [--requests N] [--texts N] [--from N] [--seed N] [--show N]";
    let mut arguments = std::env::args().skip(1);
    let mut options = Options {
        oracle: arguments.next().ok_or(usage)?.into(),
        requests: 100_000,
        texts: 100_000,
        from: 0,
        seed: 1,
        show: 1,
    };
    while let Some(argument) = arguments.next() {
        let value: u64 = arguments
            .next()
            .and_then(|value| value.parse().ok())
            .ok_or(usage)?;
        match argument.as_str() {
            "--requests" => options.requests = value,
            "--texts" => options.texts = value,
            "--from" => options.from = value,
            "--seed" => options.seed = value,
            "--show" => options.show = usize::try_from(value).unwrap_or(usize::MAX),
            _ => return Err(usage.to_owned()),
        }
    }
    Ok(options)
}

/// Whether every difference about the Core Rule Set has a class.
fn requests_alike(options: &Options, folder: &Path) -> Result<bool, String> {
    let named = std::env::var_os("GUARD_CRS_DIR").map(Into::into);
    let release = Release::find(named).ok_or("there is no Core Rule Set on this machine")?;
    let rules = release.load(true).map_err(|error| error.to_string())?;
    let seeds = requests::seeds(&release)?;
    println!(
        "Core Rule Set {}, {} requests, seed {}",
        release.version,
        seeds.len(),
        options.seed
    );
    let file = release.for_oracle(false, TEST_SETUP);
    let asking = Asking {
        oracle_rules: &file,
        rules: &rules,
        about: &About::release(&release),
        count: options.requests,
    };
    compare(options, folder, &asking, |index| {
        requests::request(&seeds, options.seed, index)
    })
}

/// Whether both libinjections say the same.
fn texts_alike(options: &Options, folder: &Path) -> Result<bool, String> {
    let sources = MemorySources::new().with("rules", texts::RULES);
    let rules = RuleSet::load(&sources, &["rules"]).map_err(|error| error.to_string())?;
    println!("libinjection, seed {}", options.seed);
    let file = format!("{}{}", configuration(false, &[]), texts::RULES);
    let asking = Asking {
        oracle_rules: &file,
        rules: &rules,
        about: &About::default(),
        count: options.texts,
    };
    compare(options, folder, &asking, |index| {
        Some(texts::request(&texts::text(options.seed, index)))
    })
}

/// What is asked: the rules for both engines, and how many requests.
struct Asking<'a> {
    oracle_rules: &'a str,
    rules: &'a RuleSet,
    about: &'a About,
    count: u64,
}

/// What came of some requests.
#[derive(Default)]
struct Tally {
    asked: u64,
    equal: u64,
    fired: u64,
    classes: BTreeMap<String, (u64, Vec<String>)>,
}

/// Asks both engines about each request, on two threads, and prints the differences by class.
fn compare(
    options: &Options,
    folder: &Path,
    asking: &Asking<'_>,
    request: impl Fn(u64) -> Option<RawRequest> + Sync,
) -> Result<bool, String> {
    let file = folder.join("rules.conf");
    std::fs::write(&file, asking.oracle_rules).map_err(|error| error.to_string())?;
    let part = |first: u64| -> Result<Tally, String> {
        let settings = Settings {
            refuse_unreadable: false,
            ..Settings::default()
        };
        let runner = Runner::new(asking.rules, &settings).map_err(|error| error.to_string())?;
        let mut oracle =
            Oracle::start(&options.oracle, &file).map_err(|error| error.to_string())?;
        let mut tally = Tally::default();
        for index in (options.from + first..asking.count).step_by(2) {
            let Some(request) = request(index) else {
                continue;
            };
            let reply = oracle
                .send(&request, 1)
                .map_err(|error| format!("request {index}: {error}"))?;
            let outcome = runner.send_request(&request);
            let mut ours: Vec<u64> = outcome.findings.iter().map(|found| found.rule).collect();
            ours.sort_unstable();
            ours.dedup();
            let difference = Difference::between(&ours, &reply.fired);
            let asked = Asked {
                request: &request,
                body_error: outcome.body_error.as_deref(),
            };
            tally.note(
                &difference,
                || difference.classes(&asked, asking.about),
                || format!("{index}: {difference} {}", shown_request(&request)),
                options.show,
            );
        }
        Ok(tally)
    };
    let parts = std::thread::scope(|scope| {
        let other = scope.spawn(|| part(1));
        let first = part(0);
        let other = other
            .join()
            .map_err(|_| "a thread ended early".to_owned())?;
        Ok::<_, String>([first?, other?])
    })?;
    let mut tally = Tally::default();
    for part in parts {
        tally.add(part, options.show);
    }
    Ok(tally.print())
}

impl Tally {
    fn note(
        &mut self,
        difference: &Difference,
        classes: impl Fn() -> Vec<String>,
        example: impl Fn() -> String,
        show: usize,
    ) {
        self.asked += 1;
        self.fired += u64::from(difference.fired);
        if difference.is_none() {
            self.equal += 1;
            return;
        }
        for class in classes() {
            let (count, shown) = self.classes.entry(class).or_default();
            *count += 1;
            if shown.len() < show {
                shown.push(example());
            }
        }
    }

    fn add(&mut self, other: Self, show: usize) {
        self.asked += other.asked;
        self.equal += other.equal;
        self.fired += other.fired;
        for (class, (count, examples)) in other.classes {
            let (sum, shown) = self.classes.entry(class).or_default();
            *sum += count;
            shown.extend(examples);
            shown.truncate(show);
        }
    }

    /// Prints everything and says whether nothing is unexplained.
    fn print(&self) -> bool {
        println!(
            "{} asked, {} equal, {} of them with rules that fired",
            self.asked, self.equal, self.fired
        );
        let mut known = true;
        for (class, (count, examples)) in &self.classes {
            println!("| {class} | {count} |");
            if class.starts_with(classes::UNEXPLAINED) {
                known = false;
                for example in examples {
                    println!("    {example}");
                }
            }
        }
        known
    }
}

fn shown_request(request: &RawRequest) -> String {
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| format!("{}: {}", name.escape_ascii(), value.escape_ascii()))
        .collect();
    format!(
        "{} | {} | {:.1200}",
        request.line.escape_ascii(),
        headers.join(" | "),
        request.body.escape_ascii().to_string()
    )
}
