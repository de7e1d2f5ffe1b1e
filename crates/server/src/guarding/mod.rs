//! The guard in front of every route: rules that look at each request before anything else does, and stop what looks
//! like an attack on the server. What people write freely is judged by a measure of its own.

mod answer;
mod fields;
mod layer;
mod room;
mod rules;
mod told;

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZero;
use std::sync::{Arc, PoisonError, RwLock};

use ::guard::{Day, Decision, Finding, Head, Mode, Policy, PolicyError, Scores, Settings};
use anyhow::{Context, Result};
use http::request::Parts;
use http::{HeaderMap, Method, Uri, Version, header};
use kernel::Clock;
use tokio::sync::Semaphore;
use webkit::doorkeeper::PeerAddress;

use crate::config::{GuardConfig, day_of};

pub use layer::layer;
pub use rules::{Loaded, load, load_with};
pub(crate) use told::place;

use room::Room;

/// The header that carries a request's number.
const NUMBER: &str = "x-request-id";

/// Milliseconds of a day.
const DAY: i64 = 24 * 3_600_000;

/// The rules with the policies of this installation. Shared by all requests.
#[derive(Debug)]
pub struct Guard {
    loaded: Loaded,
    settings: Vec<RouteSettings>,
    clock: Arc<dyn Clock>,
    /// How many long requests may be judged at a time.
    long: Arc<Semaphore>,
    room: Arc<Room>,
    /// Exclusions end with a day, so each day has policies of its own.
    policies: RwLock<Arc<Policies>>,
}

#[derive(Debug)]
struct RouteSettings {
    /// What the path begins with.
    path: String,
    settings: Settings,
}

#[derive(Debug)]
struct Policies {
    /// Days since 1970.
    day: i64,
    /// One for each of the settings.
    list: Vec<Policy>,
}

/// What is known about a request before its body.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Who asks, as far as that is known.
    pub client: Option<IpAddr>,
    /// The method.
    pub method: Method,
    /// The target.
    pub uri: Uri,
    /// The protocol.
    pub version: Version,
    /// All headers.
    pub headers: HeaderMap,
    /// The request's number in the log.
    pub id: String,
}

/// What the rules said about a request.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Whether it may go on.
    pub decision: Decision,
    /// Each rule that matched, with where it did.
    pub findings: Vec<Finding>,
    /// The sums.
    pub scores: Scores,
    /// Why the body could not be read to its end.
    pub body_error: Option<String>,
    /// Whether it is refused, or would be if the guard did not only watch.
    pub is_unwanted: bool,
}

impl Guard {
    /// Resolves the settings against loaded rules.
    ///
    /// # Errors
    /// A setting that makes no sense, with its name.
    pub fn new(loaded: Loaded, config: &GuardConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        let mut settings: Vec<_> = config
            .per_route()?
            .into_iter()
            .map(|(path, settings)| RouteSettings {
                path,
                settings: Settings {
                    free_text: fields::free_text(),
                    typed: fields::typed(),
                    ..settings
                },
            })
            .collect();
        // The longest beginning of a path wins.
        settings.sort_by_key(|route| std::cmp::Reverse(route.path.len()));
        let first = Policies::resolve(&loaded, &settings, clock.now() / DAY).context("guard")?;
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self {
            loaded,
            settings,
            clock,
            long: Arc::new(Semaphore::new(processors.div_ceil(2))),
            room: Arc::default(),
            policies: RwLock::new(Arc::new(first)),
        })
    }

    /// How many rules there are, and where they come from.
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// Exclusions that have ended, so that somebody looks at them again. Those of every route are the same.
    pub fn expired(&self) -> Vec<::guard::Exclusion> {
        let policies = self.policies();
        let first = policies.list.first();
        first.map_or_else(Vec::new, |policy| policy.expired().to_vec())
    }

    /// Judges a request. Costs a fraction of a millisecond of processor time for ordinary ones.
    pub fn judge(&self, facts: &Facts, body: &[u8]) -> Verdict {
        let policies = self.policies();
        let Some((route, policy)) = self
            .place(facts.uri.path())
            .and_then(|place| self.settings.get(place).zip(policies.list.get(place)))
        else {
            return Verdict::pass();
        };
        facts.with_head(|head| {
            let rules = &self.loaded.rules;
            let transaction = if body.is_empty() {
                rules.begin_unless_harmless(policy, head)
            } else {
                Some(rules.begin(policy, head))
            };
            let Some(mut transaction) = transaction else {
                return Verdict::pass();
            };
            let mut decision = transaction.request_headers();
            if decision == Decision::Pass {
                decision = transaction.request_body(body);
            }
            let (findings, scores) = (transaction.findings(), transaction.scores());
            let is_unwanted = decision != Decision::Pass
                || findings.iter().any(|finding| finding.wants_to_refuse)
                || transaction.body_error().is_some()
                || scores.free_text >= route.settings.free_text_threshold;
            Verdict {
                decision,
                findings: findings.to_vec(),
                scores,
                body_error: transaction.body_error().map(str::to_owned),
                is_unwanted,
            }
        })
    }

    /// Whether rules run at all for this path.
    fn is_off(&self, path: &str) -> bool {
        self.place(path)
            .and_then(|place| self.settings.get(place))
            .is_none_or(|route| route.settings.mode == Mode::Off)
    }

    fn place(&self, path: &str) -> Option<usize> {
        self.settings
            .iter()
            .position(|route| path.starts_with(&route.path))
    }

    fn policies(&self) -> Arc<Policies> {
        let today = self.clock.now() / DAY;
        let known = Arc::clone(&self.policies.read().unwrap_or_else(PoisonError::into_inner));
        if known.day == today {
            return known;
        }
        // They were resolved before, and only the day differs.
        let Ok(new) = Policies::resolve(&self.loaded, &self.settings, today) else {
            return known;
        };
        let new = Arc::new(new);
        *self
            .policies
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::clone(&new);
        new
    }
}

impl Policies {
    fn resolve(loaded: &Loaded, settings: &[RouteSettings], day: i64) -> Result<Self, PolicyError> {
        let today = date(day);
        let list = settings
            .iter()
            .map(|route| loaded.rules.policy(&route.settings, today))
            .collect::<Result<_, _>>()?;
        Ok(Self { day, list })
    }
}

impl Verdict {
    fn pass() -> Self {
        Self {
            decision: Decision::Pass,
            findings: Vec::new(),
            scores: Scores::default(),
            body_error: None,
            is_unwanted: false,
        }
    }

    /// Of a request that nobody could judge.
    fn unjudged() -> Self {
        Self {
            decision: Decision::Refuse {
                status: 403,
                rule: 0,
            },
            is_unwanted: true,
            ..Self::pass()
        }
    }
}

impl Facts {
    /// Takes a request's head apart. It is whole again after [`Self::give_back`]: a copy of it would cost more than most
    /// looks at it.
    fn take(parts: &mut Parts) -> Self {
        let id = parts.headers.get(NUMBER).and_then(|id| id.to_str().ok());
        Self {
            id: id.unwrap_or_default().to_owned(),
            client: parts.extensions.get::<PeerAddress>().map(|peer| peer.0),
            method: std::mem::take(&mut parts.method),
            uri: std::mem::take(&mut parts.uri),
            version: parts.version,
            headers: std::mem::take(&mut parts.headers),
        }
    }

    fn give_back(self, parts: &mut Parts) {
        parts.method = self.method;
        parts.uri = self.uri;
        parts.headers = self.headers;
    }

    fn client(&self) -> IpAddr {
        self.client.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    /// How many bytes rules look at.
    fn length(&self) -> usize {
        let target = self
            .uri
            .path_and_query()
            .map_or(0, |target| target.as_str().len());
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| name.as_str().len() + value.len());
        target + headers.sum::<usize>()
    }

    /// Gives the request in the shape that rules are written for: that of HTTP/1.1, where the host is a header.
    fn with_head<T>(&self, look: impl FnOnce(&Head<'_>) -> T) -> T {
        let host = self.uri.authority().map(http::uri::Authority::as_str);
        let mut headers: Vec<(&[u8], &[u8])> = Vec::with_capacity(self.headers.len() + 1);
        if let Some(host) = host.filter(|_| !self.headers.contains_key(header::HOST)) {
            headers.push((b"host", host.as_bytes()));
        }
        // SECURITY: HTTP/1.1 has no blanks around values, HTTP/2 lets them through, and a type behind a blank is none to
        // rules; guarded by test `what_an_operation_takes_as_json_the_guard_reads_as_json`.
        // The request's number is not of the request: it was put there a moment ago, in place of whatever was.
        let sent = self.headers.iter().filter(|(name, _)| *name != NUMBER);
        headers.extend(
            sent.map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes().trim_ascii())),
        );
        let target = self
            .uri
            .path_and_query()
            .map_or("*", http::uri::PathAndQuery::as_str);
        look(&Head {
            client: self.client(),
            method: self.method.as_str().as_bytes(),
            target: target.as_bytes(),
            protocol: protocol(self.version),
            headers: &headers,
            line: None,
            id: &self.id,
        })
    }
}

fn protocol(version: Version) -> &'static [u8] {
    match version {
        Version::HTTP_09 => b"HTTP/0.9",
        Version::HTTP_10 => b"HTTP/1.0",
        Version::HTTP_11 => b"HTTP/1.1",
        Version::HTTP_3 => b"HTTP/3.0",
        _ => b"HTTP/2.0",
    }
}

/// The day of the calendar that is so many days after the first of January 1970.
fn date(days: i64) -> Day {
    let days = jiff::Span::new().days(days.clamp(0, 3_000_000));
    day_of(jiff::civil::date(1970, 1, 1).saturating_add(days))
}
