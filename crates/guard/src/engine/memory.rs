//! What is known about values that come again: which tests none of their forms can fulfil.
//!
//! A browser sends the same target, headers and cookies over and over, and an operation has the same names of arguments.
//! What rules said about such a value is remembered beyond the request: not the value, only a number that nobody can compute
//! without the key, and the tests that are left. Of whole heads it is remembered that rules had nothing to say.

use std::collections::HashMap;
use std::hash::Hasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use siphasher::sip128::{Hasher128, SipHasher24};

use super::facts::Head;
use super::prefilter::Tests;
use crate::seclang::variable::Variable;

/// How many values are remembered, about 100 bytes for each.
const MOST: usize = 16_384;

/// Under which number a value is remembered.
///
/// SECURITY: whoever found a value with the number of a harmless one could pass it off as harmless. The numbers are a
/// pseudorandom function of 128 bits (SipHash-2-4, Aumasson and Bernstein 2012) under a key that only this process knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mark(u128);

/// The memory of a policy.
#[derive(Debug)]
pub(crate) struct Memory {
    key: [u8; 16],
    kept: Mutex<Generations>,
}

/// What was asked for since the last change of generations, and what was before: what nobody asks for is forgotten.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Mark, Tests>,
    old: HashMap<Mark, Tests>,
}

impl Memory {
    /// An empty one; nothing where the system has no random numbers.
    pub(crate) fn new() -> Option<Self> {
        let mut key = [0; 16];
        getrandom::fill(&mut key).ok()?;
        Some(Self {
            key,
            kept: Mutex::default(),
        })
    }

    pub(crate) fn mark(&self, variable: Variable, value: &[u8]) -> Mark {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write_usize(variable.index());
        hasher.write(value);
        Mark(hasher.finish128().as_u128())
    }

    /// The number of a head with a body that rules do not see. `is_typed` tells headers whose values they do not see either.
    ///
    /// Everything else that rules could ask for is in it but [`Head::id`], which differs each time.
    pub(crate) fn mark_head(
        &self,
        head: &Head<'_>,
        is_typed: impl Fn(&[u8], &[u8]) -> bool,
    ) -> Mark {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        // Longer than any variable's number, so that no head has the mark of a value.
        hasher.write_usize(usize::MAX);
        // Each with its length, so that nothing can move from one to the next.
        let mut write = |bytes: &[u8]| {
            hasher.write_usize(bytes.len());
            hasher.write(bytes);
        };
        write(head.client.to_string().as_bytes());
        write(head.method);
        write(head.target);
        write(head.protocol);
        // An empty line is not one that is made up of the words above.
        write(&[u8::from(head.line.is_some())]);
        write(head.line.unwrap_or_default());
        for (name, value) in head.headers {
            write(name);
            if is_typed(name, value) {
                write(b"typed");
            } else {
                write(b"");
                write(value);
            }
        }
        Mark(hasher.finish128().as_u128())
    }

    /// Whether rules had nothing to say about this head.
    pub(crate) fn knows_harmless(&self, head: Mark) -> bool {
        self.recall(head).is_some()
    }

    pub(crate) fn remember_harmless(&self, head: Mark) {
        self.remember([(head, Tests::NONE)]);
    }

    pub(crate) fn recall(&self, mark: Mark) -> Option<Tests> {
        self.kept().recall(mark)
    }

    pub(crate) fn remember(&self, learnt: impl IntoIterator<Item = (Mark, Tests)>) {
        let mut kept = self.kept();
        for (mark, tests) in learnt {
            kept.remember(mark, tests);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Generations> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn recall(&mut self, mark: Mark) -> Option<Tests> {
        if let Some(tests) = self.young.get(&mark) {
            return Some(*tests);
        }
        let tests = self.old.remove(&mark)?;
        self.remember(mark, tests);
        Some(tests)
    }

    fn remember(&mut self, mark: Mark, tests: Tests) {
        if self.young.len() >= MOST / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(mark, tests);
    }
}

impl Variable {
    /// Whether requests repeat the variable's values.
    pub(super) fn comes_again(self) -> bool {
        matches!(
            self,
            Self::ArgsGetNames
                | Self::ArgsNames
                | Self::ArgsPostNames
                | Self::QueryString
                | Self::RemoteAddr
                | Self::RequestBasename
                | Self::RequestCookies
                | Self::RequestCookiesNames
                | Self::RequestFilename
                | Self::RequestHeaders
                | Self::RequestHeadersNames
                | Self::RequestLine
                | Self::RequestMethod
                | Self::RequestProtocol
                | Self::RequestUri
                | Self::RequestUriRaw
                | Self::ServerName
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Day, MemorySources, RuleSet, Settings};

    fn tests(test: u32) -> Tests {
        let mut tests = Tests::NONE;
        tests.insert(test);
        tests
    }

    #[test]
    fn a_value_is_remembered_for_its_variable() {
        let memory = Memory::new().unwrap();
        let cookie = memory.mark(Variable::RequestCookies, b"a");
        assert_ne!(cookie, memory.mark(Variable::RequestHeaders, b"a"));
        assert_ne!(
            cookie,
            Memory::new().unwrap().mark(Variable::RequestCookies, b"a")
        );
        assert_eq!(memory.recall(cookie), None);
        memory.remember([(cookie, tests(3))]);
        assert_eq!(memory.recall(cookie), Some(tests(3)));
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let memory = Memory::new().unwrap();
        let mark = |number: usize| memory.mark(Variable::Args, &number.to_le_bytes());
        for number in 0..10 * MOST {
            memory.remember([(mark(number), tests(1))]);
            assert_eq!(memory.recall(mark(0)), Some(tests(1)));
        }
        assert_eq!(memory.recall(mark(1)), None);
        let kept = memory.kept();
        assert!(kept.young.len() + kept.old.len() <= MOST);
    }

    /// How many entries a request leaves behind.
    fn left_by(target: &str) -> usize {
        let text =
            "SecRule ARGS_NAMES \"@contains attack\" \"id:1,phase:2,deny,status:403,t:none\"\n";
        let rules = RuleSet::load(&MemorySources::new().with("r", text), &["r"]).unwrap();
        let today = Day {
            year: 2026,
            month: 1,
            day: 1,
        };
        let policy = rules.policy(&Settings::default(), today).unwrap();
        let head = Head {
            target: target.as_bytes(),
            ..Head::nobody()
        };
        let mut transaction = rules.begin_unless_harmless(&policy, &head).unwrap();
        transaction.request_headers();
        transaction.request_body(b"");
        let kept = policy.memory.as_ref().unwrap().kept();
        kept.young.len() + kept.old.len()
    }

    #[test]
    fn a_request_leaves_little_and_a_refused_one_nothing() {
        assert_eq!(left_by("/?a&b"), 3);
        assert_eq!(left_by("/?attack"), 0);
        let names: Vec<String> = (0..1000).map(|name| format!("n{name}")).collect();
        assert_eq!(left_by(&format!("/?{}", names.join("&"))), 129);
    }
}
