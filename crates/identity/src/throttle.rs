//! The count in front of every guessable secret. Whoever asks for a secret to be looked at pays first; a success pays
//! back. What a fair amount is, is in `rules::throttle`.

use std::net::IpAddr;

use db::{Execute, FromRow, Query, Row, args};
use kernel::{App, Error, Millis, Result};
use vault::Digest;

use crate::rules::network;
use crate::rules::throttle::{Bucket, Rule};
use crate::sql;

/// One visitor: an address or an IPv6 /64.
const NARROW: Rule = Rule::Leak {
    burst: 10,
    per_hour: 600,
};
/// An IPv4 /24 or an IPv6 /48, where an attacker may hold many of the former.
const WIDE: Rule = Rule::Leak {
    burst: 80,
    per_hour: 4_800,
};
/// Everybody together at one door, below what the hashing can bear.
const SITE: Rule = Rule::Leak {
    burst: 600,
    per_hour: 18_000,
};

/// What one visitor may leave behind at one thing, where no secret is asked. A whole office stands behind an address.
const PACE: Rule = Rule::Leak {
    burst: 60,
    per_hour: 1_800,
};

/// What one mailbox gets, whoever asks and however many addresses they ask from.
const MAILBOX: Rule = Rule::Leak {
    burst: 5,
    per_hour: 2,
};
/// What is mailed through one link.
const THROUGH: Rule = Rule::Leak {
    burst: 300,
    per_hour: 300,
};

/// What one person may add that takes much room.
const RATION: Rule = Rule::Leak {
    burst: 10,
    per_hour: 20,
};

/// What everybody together may add at one thing that takes much room, under however many names.
const SHARED_RATION: Rule = Rule::Leak {
    burst: 40,
    per_hour: 60,
};

/// Somebody about to present a secret.
#[derive(Debug, Clone)]
pub struct Attempt {
    door: &'static str,
    subject: Subject,
}

#[derive(Debug, Clone)]
enum Subject {
    /// From anywhere: the thing behind the door has one counter, however many addresses ask.
    Anyone {
        thing: Vec<u8>,
        address: Option<IpAddr>,
    },
    /// From anywhere, at a thing whose secret many people share. A browser that was let in there before has a counter
    /// of its own.
    Shared {
        thing: Vec<u8>,
        let_in: Option<Vec<u8>>,
        address: Option<IpAddr>,
    },
    /// No secret, only something that takes room.
    Paced {
        thing: Vec<u8>,
        address: Option<IpAddr>,
    },
    /// No secret, only something that takes much room.
    Rationed { one: Vec<u8>, among: Vec<u8> },
    /// No secret, but a mail to somebody.
    Mail {
        mailbox: Vec<u8>,
        through: Vec<u8>,
        address: Option<IpAddr>,
    },
    /// From a browser that was let in before: it has a counter of its own, which strangers cannot fill.
    Known { device: Digest },
}

impl Attempt {
    /// An attempt at a door (`sign_in`, `link_password`, …) on one thing behind it: an address, a link's id.
    pub fn new(door: &'static str, thing: &[u8], address: Option<IpAddr>) -> Self {
        Self {
            door,
            subject: Subject::Anyone {
                thing: thing.to_vec(),
                address,
            },
        }
    }

    /// An attempt at a secret that many people share, such as a link's password. `let_in` names the browser when it was
    /// let in to the same thing before.
    pub fn at_shared(
        door: &'static str,
        thing: &[u8],
        let_in: Option<&[u8]>,
        address: Option<IpAddr>,
    ) -> Self {
        Self {
            door,
            subject: Subject::Shared {
                thing: thing.to_vec(),
                let_in: let_in.map(<[u8]>::to_vec),
                address,
            },
        }
    }

    /// Something that asks for no secret and takes room: 60 at once and 30 each minute from one address. It is not paid
    /// back.
    pub fn paced(door: &'static str, thing: &[u8], address: Option<IpAddr>) -> Self {
        Self {
            door,
            subject: Subject::Paced {
                thing: thing.to_vec(),
                address,
            },
        }
    }

    /// Something that takes much room: for one person 10 at once and 20 each hour, for everybody at one thing 40 at once
    /// and 60 each hour. It is not paid back.
    pub fn rationed(door: &'static str, one: &[u8], among: &[u8]) -> Self {
        Self {
            door,
            subject: Subject::Rationed {
                one: one.to_vec(),
                among: among.to_vec(),
            },
        }
    }

    /// Something that sends a mail to whoever is named: 5 at once and 2 each hour to one mailbox, and so many through
    /// one link and from one network. It is not paid back.
    pub fn mailing(
        door: &'static str,
        mailbox: &[u8],
        through: &[u8],
        address: Option<IpAddr>,
    ) -> Self {
        Self {
            door,
            subject: Subject::Mail {
                mailbox: mailbox.to_vec(),
                through: through.to_vec(),
                address,
            },
        }
    }

    /// An attempt from a browser that was let in to the same thing before.
    pub(crate) fn from_known_device(door: &'static str, device: Digest) -> Self {
        Self {
            door,
            subject: Subject::Known { device },
        }
    }

    /// What is counted, in the order in which everybody locks.
    fn buckets(&self, app: &App) -> Vec<(Digest, Rule)> {
        let bucket = |scope: &str, data: &[u8]| {
            let mut name = format!("{}\0{scope}\0", self.door).into_bytes();
            name.extend_from_slice(data);
            app.provider().digest("identity.throttle", &name)
        };
        // Whoever has no address shares one counter with all the others without.
        let networks = |address: &Option<IpAddr>| {
            let wide = address.map(network::wide).unwrap_or_default();
            let narrow = address.map(network::narrow).unwrap_or_default();
            vec![
                (bucket("site", b""), SITE),
                (bucket("wide", &wide), WIDE),
                (bucket("narrow", &narrow), NARROW),
            ]
        };
        match &self.subject {
            Subject::Known { device } => vec![(bucket("device", device.as_bytes()), Rule::BackOff)],
            Subject::Anyone { thing, address } => {
                let mut buckets = networks(address);
                // SECURITY: the counter of the thing knows no address, so changing addresses does not help; guarded
                // by test `rotating_addresses_do_not_defeat_the_account_limit`.
                buckets.push((bucket("thing", thing), Rule::BackOff));
                buckets
            }
            Subject::Shared {
                thing,
                let_in,
                address,
            } => {
                let mut buckets = networks(address);
                buckets.push(match let_in {
                    Some(browser) => {
                        let both = [browser.as_slice(), thing].concat();
                        (bucket("let_in", &both), Rule::BackOff)
                    }
                    None => (bucket("thing", thing), Rule::BriefBackOff),
                });
                buckets
            }
            Subject::Rationed { one, among } => vec![
                (bucket("among", among), SHARED_RATION),
                (bucket("rationed", one), RATION),
            ],
            Subject::Mail {
                mailbox,
                through,
                address,
            } => {
                let mut buckets = networks(address);
                buckets.push((bucket("through", through), THROUGH));
                buckets.push((bucket("mailbox", mailbox), MAILBOX));
                buckets
            }
            Subject::Paced { thing, address } => {
                let narrow = address.map(network::narrow).unwrap_or_default();
                let both = [thing.as_slice(), &narrow].concat();
                vec![(bucket("paced", &both), PACE)]
            }
        }
    }
}

/// A paid attempt.
#[must_use = "a success must be paid back"]
#[derive(Debug)]
pub struct Charge(Vec<(Digest, Rule)>);

/// Pays for one attempt. The secret may be looked at only after this.
///
/// SECURITY: it goes through the database before anything is compared, in one transaction that locks its counters, so
/// neither parallel tries nor a restart get more; and an error is an error of the attempt. Guarded by tests
/// `parallel_guesses_do_not_pass_the_limit`, `counters_survive_a_restart`, `the_limiter_fails_closed`.
///
/// # Errors
/// [`Error::TooMany`] with the seconds to wait; whatever keeps the counters from being read and written.
pub async fn charge(app: &App, attempt: &Attempt) -> Result<Charge> {
    let now = app.now();
    let buckets = attempt.buckets(app);
    refuse_early(app, &buckets, now).await?;
    let mut tx = app.database().write().await?;
    for (bucket, rule) in &buckets {
        let held: Bucket = tx.one(&sql::LOCK_BUCKET, &args![bucket, now]).await?;
        let next = rule.charge(held, now).map_err(too_early)?;
        tx.execute(
            &sql::SET_BUCKET,
            &args![bucket, next.level, next.charged_at],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(Charge(buckets))
}

/// Pays for something that is not paid back.
///
/// # Errors
/// As [`charge`].
pub async fn pace(app: &App, attempt: &Attempt) -> Result<()> {
    charge(app, attempt).await.map(drop)
}

impl Charge {
    /// Pays back after a success.
    pub async fn give_back(self, app: &App) -> Result<()> {
        let now = app.now();
        let mut tx = app.database().write().await?;
        for (bucket, rule) in &self.0 {
            let held: Bucket = tx.one(&sql::LOCK_BUCKET, &args![bucket, now]).await?;
            let next = rule.give_back(held);
            tx.execute(
                &sql::SET_BUCKET,
                &args![bucket, next.level, next.charged_at],
            )
            .await?;
        }
        Ok(tx.commit().await?)
    }
}

impl FromRow for Bucket {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            level: row.int(0)?,
            charged_at: row.int(1)?,
        })
    }
}

/// Most refusals need no writer's seat.
async fn refuse_early(app: &App, buckets: &[(Digest, Rule)], now: Millis) -> Result<()> {
    let mut tx = app.database().read().await?;
    for (bucket, rule) in buckets {
        let held: Option<Bucket> = tx.row(&sql::BUCKET, &args![bucket]).await?;
        rule.charge(held.unwrap_or_default(), now)
            .map_err(too_early)?;
    }
    Ok(())
}

fn too_early(wait: Millis) -> Error {
    Error::TooMany {
        retry_after: u32::try_from((wait + 999) / 1000).unwrap_or(u32::MAX),
    }
}
