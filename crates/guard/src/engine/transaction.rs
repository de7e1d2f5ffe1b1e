//! One request on its way through the phases.

use std::collections::{HashMap, HashSet};

use super::RuleSet;
use super::collections::Collections;
use super::compile::Compiled;
use super::facts::{Head, Target as RequestTarget, base_name, cookies};
use super::finding::{Decision, Evidence, Finding, Scores};
use super::memory::Mark;
use super::prefilter::Tests;
use super::rule::Target;
use super::shown::shown;
use super::strings::{StringId, Strings};
use super::tx::Tx;
use super::values::Seen;
use crate::bodies::{self, Contents, LONGEST_NAME, Processor};
use crate::operators::Found;
use crate::policy::Policy;
use crate::seclang::action::{Mode, Phase};
use crate::seclang::variable::Variable;

/// What rules see of a range whose place is known to hold ranges.
const A_RANGE: &[u8] = b"bytes=0-";

/// A request that is being looked at. It borrows the rules and the policy, and shares nothing with other requests.
#[derive(Debug)]
pub struct Transaction<'r> {
    pub(super) compiled: &'r Compiled,
    pub(super) policy: &'r Policy,
    pub(super) strings: Strings,
    pub(super) collections: Collections,
    pub(super) tx: Tx,
    /// Names of slots that were shown as values.
    pub(super) slot_names: Vec<Option<StringId>>,
    pub(super) removed: Vec<bool>,
    pub(super) removed_targets: Vec<(&'r [usize], &'r Target)>,
    pub(super) mode: Mode,
    /// The rule that runs, by index.
    pub(super) current: usize,
    /// What matched last.
    pub(super) last: Option<Seen>,
    /// What matched in this rule's chain so far.
    pub(super) matched: Vec<Seen>,
    /// Whether the chain's first link matched in free text alone.
    pub(super) only_free: bool,
    /// Room for the values of one target, kept between rules.
    pub(super) buffer: Vec<Seen>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) texts: Vec<String>,
    pub(super) rule_score: i64,
    /// The tests that some value of a variable could fulfil.
    pub(super) unions: Vec<Option<Tests>>,
    /// What single values of variables could fulfil.
    pub(super) coulds: Vec<Tests>,
    /// Under which number to remember that rules had nothing to say about the head.
    pub(super) mark: Option<Mark>,
    /// Values that could be remembered, and are not yet.
    pub(super) unknown: Vec<(Variable, StringId, Mark)>,
    /// The same for the sets of variables that first links look at.
    pub(super) glances: Vec<Option<Tests>>,
    /// What operators said about values they could match.
    pub(super) results: HashMap<(u32, StringId, bool), Option<Found>>,
    pub(super) processor: Option<Processor>,
    pub(super) force_body: bool,
    pub(super) body_access: bool,
    content_type: Vec<u8>,
    body_error: Option<String>,
    pub(super) findings: Vec<Finding>,
    pub(super) scores: Scores,
    /// Rules, by index, with the arguments in whose free text they were counted.
    pub(super) counted_free: HashSet<(usize, Option<StringId>)>,
    pub(super) decision: Decision,
}

impl RuleSet {
    /// Starts looking at a request.
    pub fn begin<'r>(&'r self, policy: &'r Policy, head: &Head<'_>) -> Transaction<'r> {
        let compiled = self.compiled();
        let content_type = head.header(b"content-type").unwrap_or_default().to_vec();
        let mut transaction = Transaction {
            compiled,
            policy,
            strings: Strings::new(policy.shortcuts, policy.limits.memory),
            collections: Collections::new(),
            tx: Tx::new(&compiled.names),
            slot_names: vec![None; compiled.names.len()],
            removed: policy.removed.clone(),
            removed_targets: Vec::new(),
            mode: if compiled.settings.mode == Mode::Off {
                Mode::Off
            } else {
                policy.mode
            },
            current: 0,
            last: None,
            matched: Vec::new(),
            only_free: false,
            buffer: Vec::new(),
            evidence: Vec::new(),
            texts: Vec::new(),
            rule_score: 0,
            unions: vec![None; Variable::COUNT],
            coulds: Vec::new(),
            mark: None,
            unknown: Vec::new(),
            glances: vec![None; compiled.order.groups.len()],
            results: HashMap::new(),
            processor: Processor::of(&content_type),
            force_body: false,
            body_access: compiled.settings.request_body,
            content_type,
            body_error: None,
            findings: Vec::new(),
            scores: Scores::default(),
            counted_free: HashSet::new(),
            decision: Decision::Pass,
        };
        if compiled.settings.mode == Mode::Detect && transaction.mode == Mode::Block {
            transaction.mode = Mode::Detect;
        }
        for (slot, value) in &policy.pinned {
            transaction.tx.pin(*slot, *value);
        }
        transaction.go_to_start();
        transaction.take_head(head);
        transaction
    }
}

impl Transaction<'_> {
    /// Runs the rules about the request's head.
    pub fn request_headers(&mut self) -> Decision {
        self.run(Phase::RequestHeaders)
    }

    /// Takes the request's body, which may be empty, and runs the rules about it.
    pub fn request_body(&mut self, body: &[u8]) -> Decision {
        if self.decision != Decision::Pass {
            return self.decision;
        }
        if self.mode != Mode::Off {
            self.take_body(body);
        }
        self.run(Phase::RequestBody);
        if self.strings.are_exhausted() {
            self.body_error.get_or_insert_with(|| {
                let most = self.policy.limits.memory;
                format!("more than {most} bytes in all that rules look at")
            });
        }
        self.sum_up();
        self.learn();
        if body.is_empty() {
            self.learn_harmless();
        }
        self.decision
    }

    /// Decides what no rule has decided.
    fn sum_up(&mut self) {
        if self.decision != Decision::Pass || self.mode != Mode::Block {
            return;
        }
        if self.refuses_unreadable() && self.body_error.is_some() {
            self.decision = Decision::Refuse {
                status: 400,
                rule: 0,
            };
        } else if self.scores.free_text >= self.policy.free_text_threshold {
            self.decision = Decision::Refuse {
                status: 403,
                rule: 0,
            };
        }
    }

    /// Whether a body that cannot be read to its end ends the request.
    pub(super) fn refuses_unreadable(&self) -> bool {
        self.policy.refuse_unreadable && self.mode == Mode::Block
    }

    /// Takes the response's head and runs the rules about it.
    pub fn response_headers(
        &mut self,
        status: u16,
        protocol: &[u8],
        headers: &[(&[u8], &[u8])],
    ) -> Decision {
        self.set(Variable::ResponseStatus, status.to_string().as_bytes());
        self.set(Variable::ResponseProtocol, protocol);
        for (name, value) in headers {
            self.add(Variable::ResponseHeaders, name, value);
        }
        self.forget();
        self.run(Phase::ResponseHeaders)
    }

    /// Takes the response's body, or the beginning of it, and runs the rules about it.
    pub fn response_body(&mut self, body: &[u8]) -> Decision {
        let most = self.policy.limits.bytes;
        self.set(Variable::ResponseBody, body.get(..most).unwrap_or(body));
        self.forget();
        self.run(Phase::ResponseBody)
    }

    /// Runs the rules that sum up.
    pub fn finish(&mut self) {
        let decision = self.decision;
        self.decision = Decision::Pass;
        self.run(Phase::Logging);
        self.decision = decision;
    }

    /// What has been found so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The scores so far.
    pub fn scores(&self) -> Scores {
        self.scores
    }

    /// Why the request's body could not be read to its end.
    pub fn body_error(&self) -> Option<&str> {
        self.body_error.as_deref()
    }

    fn set(&mut self, variable: Variable, value: &[u8]) {
        let value = self.strings.intern(value);
        self.collections.set(variable, value);
    }

    pub(super) fn set_processor(&mut self, processor: Option<Processor>) {
        self.processor = processor;
        match processor {
            Some(processor) => self.set(Variable::ReqbodyProcessor, processor.name().as_bytes()),
            None => self.set(Variable::ReqbodyProcessor, b""),
        }
    }

    fn add(&mut self, variable: Variable, name: &[u8], value: &[u8]) {
        let name = self.strings.intern(name);
        let value = self.strings.intern(value);
        self.collections.add(variable, name, value);
    }

    /// What is known about variables as a whole holds only until they change.
    fn forget(&mut self) {
        self.unions.fill(None);
        self.glances.fill(None);
    }

    fn take_head(&mut self, head: &Head<'_>) {
        let target = RequestTarget::of(head.target);
        self.set(Variable::RemoteAddr, head.client.to_string().as_bytes());
        self.set(Variable::RequestMethod, head.method);
        self.set(Variable::RequestLine, &head.line());
        self.set(Variable::RequestProtocol, head.protocol);
        self.set(Variable::RequestUriRaw, head.target);
        self.set(Variable::RequestUri, target.local);
        let path = bodies::decode_path(target.path);
        self.set(Variable::RequestFilename, &path);
        self.set(Variable::RequestBasename, base_name(&path));
        self.set(Variable::QueryString, target.query);
        self.set(Variable::UniqueId, head.id.as_bytes());
        self.set(Variable::Duration, b"0");
        self.set(
            Variable::ServerName,
            head.header(b"host").unwrap_or_default(),
        );
        self.set_processor(self.processor);
        for (name, value) in head.headers {
            // A range is judged by whether there is one, not by which.
            let shown = if self.policy.typed.is_word_header(name, value) {
                A_RANGE
            } else {
                value
            };
            self.add(Variable::RequestHeaders, name, shown);
            self.add(Variable::RequestHeadersNames, name, name);
            if name.eq_ignore_ascii_case(b"cookie") {
                for (name, value) in cookies(value) {
                    if !self.policy.typed.is_word_cookie(name, value) {
                        self.add(Variable::RequestCookies, name, value);
                    }
                    self.add(Variable::RequestCookiesNames, name, name);
                }
            }
        }
        let most = self.policy.limits.arguments;
        for (name, value) in bodies::pairs(target.query).take(most) {
            self.argument(false, &bodies::decode(name), &bodies::decode(value));
        }
        if bodies::pairs(target.query).nth(most).is_some() {
            self.body_error = Some(format!("more than {most} arguments"));
        }
        if bodies::pairs(target.query).any(|(name, _)| name.len() > LONGEST_NAME) {
            self.body_error = Some(format!("a name longer than {LONGEST_NAME} bytes"));
        }
    }

    fn argument(&mut self, from_body: bool, name: &[u8], value: &[u8]) {
        let is_word = self.policy.typed.is_word_argument(name, value);
        let is_free = self.policy.is_free(name);
        let name = self.strings.intern(name);
        self.collections.add_argument_name(from_body, name);
        if !is_word {
            let value = self.strings.intern(value);
            self.collections
                .add_argument(from_body, name, value, is_free);
        }
    }

    fn take_body(&mut self, body: &[u8]) {
        let mut contents = Contents::default();
        if let Some(processor) = self
            .processor
            .filter(|_| self.body_access && !body.is_empty())
        {
            let given = self.collections.of(Variable::Args).len();
            let mut limits = self.policy.limits;
            limits.arguments = limits.arguments.saturating_sub(given);
            contents = bodies::read(processor, &self.content_type, body, &limits);
        }
        let most = self.policy.limits.bytes;
        let beside_files = self.policy.limits.bytes_beside_files;
        let in_files: usize = contents.files.iter().map(|file| file.size).sum();
        if self.body_access && body.len() > most {
            contents
                .error
                .get_or_insert_with(|| format!("longer than {most} bytes"));
        } else if self.body_access && body.len().saturating_sub(in_files) > beside_files {
            contents
                .error
                .get_or_insert_with(|| format!("longer than {beside_files} bytes beside files"));
        }
        let raw = match self.processor {
            Some(processor) => processor == Processor::UrlEncoded,
            None => self.force_body,
        };
        if raw && self.body_access && !body.is_empty() {
            self.set(Variable::RequestBody, body.get(..most).unwrap_or(body));
        }
        self.set(
            Variable::RequestBodyLength,
            body.len().to_string().as_bytes(),
        );
        self.take_contents(contents);
        self.forget();
    }

    fn take_contents(&mut self, contents: Contents) {
        for argument in &contents.arguments {
            self.argument(true, &argument.name, &argument.value);
        }
        let mut total = 0usize;
        for file in &contents.files {
            total = total.saturating_add(file.size);
            self.add(Variable::Files, &file.field, &file.name);
            self.add(Variable::FilesNames, &file.field, &file.field);
            self.add(
                Variable::FilesSizes,
                &file.field,
                file.size.to_string().as_bytes(),
            );
        }
        self.set(Variable::FilesCombinedSize, total.to_string().as_bytes());
        for (part, line) in &contents.part_headers {
            self.add(Variable::MultipartPartHeaders, part, line);
        }
        if let Some(text) = &contents.xml_text {
            self.set(Variable::Xml, text);
        }
        for value in &contents.xml_attributes {
            self.add(Variable::XmlAttributes, b"", value);
        }
        let sizes: usize = self
            .collections
            .of(Variable::Args)
            .iter()
            .map(|member| {
                let name = member.name.map_or(0, |name| self.strings.get(name).len());
                name + self.strings.get(member.value).len()
            })
            .sum();
        self.set(Variable::ArgsCombinedSize, sizes.to_string().as_bytes());
        if let Some(error) = contents.error {
            // A reader's reason may quote what it stumbled over.
            self.body_error
                .get_or_insert_with(|| shown(error.as_bytes()));
        }
        let broken = self.body_error.is_some();
        self.set(Variable::ReqbodyError, if broken { b"1" } else { b"0" });
        let is_multipart = broken && self.processor == Some(Processor::Multipart);
        self.set(
            Variable::MultipartStrictError,
            if is_multipart { b"1" } else { b"0" },
        );
        let unmatched: &[u8] = if contents.unmatched_boundary {
            b"1"
        } else {
            b"0"
        };
        self.set(Variable::MultipartUnmatchedBoundary, unmatched);
        let reason = self.body_error.clone().unwrap_or_default();
        self.set(Variable::ReqbodyErrorMsg, reason.as_bytes());
    }
}
