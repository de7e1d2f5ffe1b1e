//! From the rules as read to the rules as they run.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::chains::Chains;
use super::names::Names;
use super::needs::{Needs, needs};
use super::order::Order;
use super::prefilter::{MOST_TESTS, Prefilter};
use super::rule::{Effect, Key, Link, Name, Piece, Rule, Target, Text};
use crate::error::{LoadError, Problem};
use crate::operators::{
    ByteSet, Operands, Operator, compile, number, read, reads_files, tag_pattern,
};
use crate::seclang::action::{Action, Change, Control, Disruption};
use crate::seclang::program::{self, Definition, Item, Program, within};
use crate::seclang::settings::Settings;
use crate::seclang::source::{Sources, beside};
use crate::seclang::text::Piece as Written;
use crate::seclang::variable::{self, Variable};
use crate::transformations::Transformation;

/// Everything that requests share.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) rules: Vec<Rule>,
    pub(crate) order: Order,
    pub(crate) names: Names,
    pub(crate) chains: Chains,
    pub(crate) prefilter: Prefilter,
    /// Targets that `ctl` takes from rules.
    pub(crate) removable: Vec<Target>,
    pub(crate) settings: Settings,
}

/// Compiles a program.
pub(crate) fn compile_program(
    program: Program,
    sources: &dyn Sources,
) -> Result<Compiled, LoadError> {
    let mut compiler = Compiler {
        sources,
        names: Names::new(),
        chains: Chains::default(),
        needs: Vec::new(),
        tests: HashMap::new(),
        removable: Vec::new(),
    };
    let outline = Outline::of(&program);
    let mut rules = Vec::with_capacity(outline.known.len());
    for (position, item) in program.items.into_iter().enumerate() {
        if let Item::Rule(definition) = item {
            rules.push(compiler.rule(definition, &outline, position)?);
        }
    }
    let prefilter = Prefilter::new(&compiler.needs).map_err(|problem| {
        problem.at(&crate::error::Place {
            file: "all rules".into(),
            line: 0,
        })
    })?;
    Ok(Compiled {
        order: Order::of(&rules),
        rules,
        names: compiler.names,
        chains: compiler.chains,
        prefilter,
        removable: compiler.removable,
        settings: program.settings,
    })
}

/// What rules say about each other: ids, tags and places to skip to.
struct Outline {
    /// Id and tags of each rule, in order.
    known: Vec<(u64, Vec<String>)>,
    /// For each marker, its position among the items and how many rules of each phase stand before it.
    markers: Vec<(String, usize, [usize; 5])>,
}

impl Outline {
    fn of(program: &Program) -> Self {
        let mut outline = Self {
            known: Vec::new(),
            markers: Vec::new(),
        };
        let mut before = [0usize; 5];
        for (position, item) in program.items.iter().enumerate() {
            match item {
                Item::Marker(name) => outline.markers.push((name.clone(), position, before)),
                Item::Rule(rule) => {
                    outline.known.push((rule.id, tags(rule)));
                    if let Some(count) = before.get_mut(rule.phase.index()) {
                        *count += 1;
                    }
                }
            }
        }
        outline
    }

    fn selected(&self, wanted: &dyn Fn(u64, &[String]) -> bool) -> Vec<usize> {
        self.known
            .iter()
            .enumerate()
            .filter(|(_, (id, tags))| wanted(*id, tags))
            .map(|(index, _)| index)
            .collect()
    }

    fn by_id(&self, ranges: &[(u64, u64)]) -> Vec<usize> {
        self.selected(&|id, _| within(ranges, id))
    }

    fn by_tag(&self, pattern: &str) -> Result<Vec<usize>, Problem> {
        let wanted = tag_pattern(pattern)?;
        Ok(self.selected(&|_, tags| tags.iter().any(|tag| wanted(tag))))
    }
}

/// What a value must have so that an operator can say yes; nothing where that rules out nothing.
fn needed(operator: &Operator<Text>) -> Option<Needs> {
    Some(match operator {
        Operator::Matches(compiled) => compiled.tree.as_ref().map_or_else(Needs::default, needs),
        Operator::Phrases(phrases) => Needs {
            sets: Vec::new(),
            literals: phrases
                .list()
                .iter()
                .all(|phrase| !phrase.is_empty())
                .then(|| {
                    phrases
                        .list()
                        .iter()
                        .map(|phrase| phrase.to_ascii_lowercase())
                        .collect()
                }),
            shortest: 1,
        },
        // A tag or an attribute with a value: nothing else is cross-site scripting to libinjection.
        Operator::CrossSiteScripting => Needs {
            sets: vec![ByteSet::of(b"<=")],
            literals: None,
            shortest: 2,
        },
        Operator::SqlInjection => Needs {
            sets: Vec::new(),
            literals: None,
            shortest: 2,
        },
        Operator::BytesOutside(allowed) => Needs {
            sets: vec![allowed.complement().folded()],
            literals: None,
            shortest: 1,
        },
        Operator::Relates(crate::operators::Relation::Contains, Text::Literal(text, _))
            if text.len() > 1 =>
        {
            Needs {
                sets: Vec::new(),
                literals: Some(vec![text.to_ascii_lowercase()]),
                shortest: text.len(),
            }
        }
        Operator::MatchesText(_)
        | Operator::Compares(..)
        | Operator::Relates(..)
        | Operator::InvalidUtf8
        | Operator::InvalidUrlEncoding
        | Operator::Address(_)
        | Operator::Always
        | Operator::Never => return None,
    })
}

fn tags(rule: &Definition) -> Vec<String> {
    rule.links
        .iter()
        .flat_map(|link| &link.actions)
        .filter_map(|action| {
            if let Action::Tag(tag) = action {
                return Some(tag.clone());
            }
            None
        })
        .collect()
}

/// Name and argument of an operator in `file`, with the paths of files that it reads. A negated one is another, since
/// its pattern may have to be read more exactly.
fn written(condition: &program::Condition, file: &str) -> (String, String) {
    let argument = if reads_files(&condition.name) {
        let names = condition.argument.split_ascii_whitespace();
        names.map(|name| beside(file, name) + " ").collect()
    } else {
        condition.argument.clone()
    };
    let mark = if condition.negated { "!" } else { "" };
    (format!("{mark}{}", condition.name), argument)
}

struct Compiler<'a> {
    sources: &'a dyn Sources,
    names: Names,
    chains: Chains,
    needs: Vec<Needs>,
    /// Operators that are written alike, and read the same files, share a test.
    tests: HashMap<(String, String), u32>,
    removable: Vec<Target>,
}

impl Compiler<'_> {
    fn rule(
        &mut self,
        definition: Definition,
        outline: &Outline,
        position: usize,
    ) -> Result<Rule, LoadError> {
        let tags = tags(&definition);
        let Definition { id, phase, links } = definition;
        let place = links.first().map(|link| link.place.clone());
        let place = place.unwrap_or_else(|| crate::error::Place {
            file: "".into(),
            line: 0,
        });
        let mut rule = Rule {
            id,
            phase,
            place,
            links: Vec::with_capacity(links.len()),
            disruption: Disruption::Pass,
            status: 403,
            message: None,
            log_data: None,
            severity: None,
            tags,
            log: true,
            skip_to: None,
        };
        for (index, link) in links.into_iter().enumerate() {
            let place = link.place.clone();
            let mut describe = || {
                let compiled = self.link(&link, outline)?;
                rule.links.push(compiled);
                if index == 0 {
                    self.describe(&mut rule, &link, outline, position);
                }
                Ok(())
            };
            describe().map_err(|problem: Problem| problem.at(&place))?;
        }
        Ok(rule)
    }

    /// Takes what the first link says about the whole rule.
    fn describe(
        &mut self,
        rule: &mut Rule,
        link: &program::Link,
        outline: &Outline,
        position: usize,
    ) {
        // `block` means what an earlier default said.
        let mut default = Disruption::Pass;
        for action in &link.actions {
            match action {
                Action::Disruption(Disruption::Block) => rule.disruption = default,
                Action::Disruption(disruption) => {
                    if rule.disruption == Disruption::Pass {
                        default = *disruption;
                    }
                    rule.disruption = *disruption;
                }
                Action::Status(status) => rule.status = *status,
                Action::Message(text) => rule.message = Some(self.text(text)),
                Action::LogData(text) => rule.log_data = Some(self.text(text)),
                Action::Severity(severity) => rule.severity = Some(*severity),
                Action::Log(log) => rule.log = *log,
                Action::SkipAfter(marker) => {
                    let phase = rule.phase.index();
                    let target = outline
                        .markers
                        .iter()
                        .find(|(name, at, _)| name == marker && *at > position)
                        .and_then(|(_, _, before)| before.get(phase).copied());
                    rule.skip_to = Some(target.unwrap_or(usize::MAX));
                }
                Action::Id(_)
                | Action::Phase(_)
                | Action::Tag(_)
                | Action::Capture
                | Action::Chain
                | Action::MultiMatch
                | Action::Transform(_)
                | Action::SetVariable { .. }
                | Action::InitCollection(..)
                | Action::Control(_)
                | Action::Described => {}
            }
        }
    }

    fn link(&mut self, link: &program::Link, outline: &Outline) -> Result<Link, Problem> {
        let mut targets = Vec::new();
        let mut excluded = Vec::new();
        for target in &link.targets {
            let list = if target.excluded {
                &mut excluded
            } else {
                &mut targets
            };
            list.push(self.target(target)?);
        }
        let mut list: Vec<Transformation> = Vec::new();
        let mut stages = Vec::new();
        let mut capture = false;
        let mut each_step = false;
        for action in &link.actions {
            capture |= *action == Action::Capture;
            each_step |= *action == Action::MultiMatch;
            if let Action::Transform(transformation) = action {
                match transformation {
                    Some(transformation) => list.push(*transformation),
                    None => list.clear(),
                }
            }
        }
        let chain = self.chains.intern(&list);
        if each_step {
            stages = self.chains.path(chain);
            stages.pop();
        }
        let mut operator = self.operator(&link.operator, &link.place.file)?;
        let test = self.test(written(&link.operator, &link.place.file), &operator);
        if let Operator::Matches(compiled) = &mut operator {
            // The tree has told what it can; it is larger than the pattern.
            compiled.tree = None;
        }
        let is_fixed =
            !link.operator.negated && !targets.is_empty() && targets.iter().all(Target::is_fixed);
        Ok(Link {
            targets,
            excluded,
            chain,
            stages,
            operator,
            negated: link.operator.negated,
            test,
            is_fixed,
            capture,
            effects: self.effects(&link.actions, outline)?,
        })
    }

    fn operator(
        &mut self,
        condition: &program::Condition,
        file: &str,
    ) -> Result<Operator<Text>, Problem> {
        let sources = self.sources;
        let files: &Operands<'_> = &|name| {
            let path = beside(file, name);
            sources.read(&path).map_err(|reason| {
                Problem::new(
                    format!("{path} cannot be read: {reason}"),
                    "a readable file",
                )
            })
        };
        read(condition, files)?.map(|text| Ok(self.text(&text)))
    }

    /// Registers what the operator needs, if that can rule out anything.
    fn test(&mut self, key: (String, String), operator: &Operator<Text>) -> Option<u32> {
        if let Some(test) = self.tests.get(&key) {
            return Some(*test);
        }
        let needed = needed(operator)?;
        let test = u32::try_from(self.needs.len())
            .ok()
            .filter(|_| self.needs.len() < MOST_TESTS)?;
        self.needs.push(needed);
        self.tests.insert(key, test);
        Some(test)
    }

    fn target(&mut self, target: &variable::Target) -> Result<Target, Problem> {
        let key = match &target.key {
            variable::Key::All => Key::All,
            variable::Key::Exact(name) if target.variable == Variable::Tx => {
                Key::Slot(self.names.intern(name))
            }
            variable::Key::Exact(name) => Key::Name(name.clone().into_bytes()),
            variable::Key::Pattern(pattern) => Key::Pattern(compile(pattern, true)?.pattern),
        };
        Ok(Target {
            variable: target.variable,
            key,
            counted: target.counted,
            slots: OnceLock::new(),
        })
    }

    fn text(&mut self, written: &[Written]) -> Text {
        if let [] | [Written::Literal(_)] = written {
            let bytes = match written {
                [Written::Literal(text)] => text.clone().into_bytes(),
                _ => Vec::new(),
            };
            let value = number(&bytes);
            return Text::Literal(bytes, value);
        }
        let pieces = written.iter().map(|piece| match piece {
            Written::Literal(text) => Piece::Literal(text.clone().into_bytes()),
            Written::Value(Variable::Tx, Some(name)) => Piece::Slot(self.names.intern(name)),
            Written::Value(variable, key) => Piece::Value(*variable, key.clone()),
        });
        Text::Pieces(pieces.collect())
    }

    fn effects(&mut self, actions: &[Action], outline: &Outline) -> Result<Vec<Effect>, Problem> {
        let mut effects = Vec::new();
        for action in actions {
            if let Action::SetVariable {
                collection,
                name,
                change,
            } = action
            {
                effects.push(self.change(collection, name, change)?);
            } else if let Action::Control(control) = action {
                effects.extend(self.control(control, outline)?);
            }
        }
        Ok(effects)
    }

    fn change(
        &mut self,
        collection: &str,
        name: &[Written],
        change: &Change,
    ) -> Result<Effect, Problem> {
        if collection != "tx" {
            let variable = Variable::named(collection).filter(|found| {
                use Variable::{Global, Ip, Resource, Session, User};
                matches!(found, Global | Ip | Resource | Session | User)
            });
            let Some(variable) = variable else {
                return Err(Problem::new(
                    format!("setvar cannot change {collection:?}"),
                    "tx, ip, global, resource, session or user",
                ));
            };
            let value = match change {
                Change::Set(text) | Change::Add(text) | Change::Subtract(text) => self.text(text),
                Change::Unset => Text::Literal(Vec::new(), 0),
            };
            return Ok(Effect::Keep(variable, self.text(name), value));
        }
        let name = match name {
            [Written::Literal(name)] => Name::Slot(self.names.intern(name)),
            name => Name::Text(self.text(name)),
        };
        Ok(match change {
            Change::Set(text) => Effect::Set(name, self.text(text)),
            Change::Add(text) => Effect::Add(name, self.text(text)),
            Change::Subtract(text) => Effect::Subtract(name, self.text(text)),
            Change::Unset => Effect::Unset(name),
        })
    }

    fn control(&mut self, control: &Control, outline: &Outline) -> Result<Option<Effect>, Problem> {
        Ok(Some(match control {
            Control::Engine(mode) => Effect::Mode(*mode),
            Control::RemoveById(ranges) => Effect::Remove(outline.by_id(ranges)),
            Control::RemoveByTag(pattern) => Effect::Remove(outline.by_tag(pattern)?),
            Control::RemoveTargetById(ranges, target) => {
                let rules = outline.by_id(ranges);
                Effect::RemoveTarget(rules, self.removable(target)?)
            }
            Control::RemoveTargetByTag(pattern, target) => {
                let rules = outline.by_tag(pattern)?;
                Effect::RemoveTarget(rules, self.removable(target)?)
            }
            Control::ForceRequestBody(on) => Effect::ForceBody(*on),
            Control::RequestBodyAccess(on) => Effect::BodyAccess(*on),
            Control::RequestBodyProcessor(name) => Effect::BodyProcessor(name.clone()),
            Control::Nothing => return Ok(None),
        }))
    }

    fn removable(&mut self, target: &variable::Target) -> Result<usize, Problem> {
        let target = self.target(target)?;
        self.removable.push(target);
        Ok(self.removable.len() - 1)
    }
}
