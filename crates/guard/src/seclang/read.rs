//! Reads rule files, follows their includes and applies what later directives change about earlier rules.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::action::{Action, Phase, actions, ids};
use super::lines::{logical, words};
use super::program::{Condition, Definition, Item, Link, Program, within};
use super::source::{Sources, beside};
use super::variable::{Target, targets};
use crate::error::{LoadError, Place, Problem};
use crate::operators::{TagTest, tag_pattern};

/// How deep files may include each other.
const DEEPEST_INCLUDE: usize = 16;

/// Reads `entries` in order.
pub(crate) fn read(sources: &dyn Sources, entries: &[&str]) -> Result<Program, LoadError> {
    let mut reader = Reader {
        sources,
        program: Program::default(),
        defaults: Vec::new(),
        chain: None,
        later: Vec::new(),
        known: BTreeSet::new(),
    };
    for entry in entries {
        let place = Place {
            file: Arc::from(*entry),
            line: 0,
        };
        reader.file(&place, entry, 0)?;
    }
    reader.finish()
}

struct Reader<'a> {
    sources: &'a dyn Sources,
    program: Program,
    /// The actions that rules of a phase inherit.
    defaults: Vec<(Phase, Vec<Action>)>,
    /// A rule whose chain is not complete.
    chain: Option<Definition>,
    /// What changes rules once all are known.
    later: Vec<Later>,
    known: BTreeSet<u64>,
}

enum Later {
    RemoveById(Vec<(u64, u64)>),
    RemoveByTag(TagTest),
    RemoveByMessage(TagTest),
    TargetsById(Vec<(u64, u64)>, Vec<Target>),
    TargetsByTag(TagTest, Vec<Target>),
    ActionsById(Vec<(u64, u64)>, Vec<Action>),
}

impl Reader<'_> {
    fn file(&mut self, from: &Place, path: &str, depth: usize) -> Result<(), LoadError> {
        if depth > DEEPEST_INCLUDE {
            return Err(Problem::new(
                format!("{path} is included too deep"),
                format!("at most {DEEPEST_INCLUDE} files that include each other"),
            )
            .at(from));
        }
        let bytes = self.sources.read(path).map_err(|reason| {
            Problem::new(
                format!("{path} cannot be read: {reason}"),
                "a readable file",
            )
            .at(from)
        })?;
        let name: Arc<str> = Arc::from(path);
        let text = std::str::from_utf8(&bytes).map_err(|_| {
            let place = Place {
                file: Arc::clone(&name),
                line: 1,
            };
            Problem::new("the file is not UTF-8", "a text file").at(&place)
        })?;
        for line in logical(text) {
            let place = Place {
                file: Arc::clone(&name),
                line: line.number,
            };
            let words = words(&line.text).map_err(|problem| problem.at(&place))?;
            self.directive(&place, &words, depth)?;
        }
        Ok(())
    }

    fn directive(
        &mut self,
        place: &Place,
        words: &[String],
        depth: usize,
    ) -> Result<(), LoadError> {
        let Some((name, arguments)) = words.split_first() else {
            return Ok(());
        };
        let name = name.to_ascii_lowercase();
        if self.chain.is_some() && !matches!(name.as_str(), "secrule" | "secaction") {
            return Err(Problem::new(
                format!("{name} stands within a chain"),
                "the SecRule that the action chain announced",
            )
            .at(place));
        }
        let count = arguments.len();
        let at = |problem: Problem| problem.at(place);
        match (name.as_str(), arguments) {
            ("include" | "includeoptional", [pattern]) => {
                let pattern = beside(&place.file, pattern);
                let files = self.sources.expand(&pattern);
                if files.is_empty() && name == "include" {
                    return Err(at(Problem::new(
                        format!("{pattern} names no file"),
                        "the name of an existing rule file",
                    )));
                }
                for file in files {
                    self.file(place, &file, depth + 1)?;
                }
                Ok(())
            }
            ("secrule", [variables, operator]) => self.rule(place, variables, operator, ""),
            ("secrule", [variables, operator, actions]) => {
                self.rule(place, variables, operator, actions)
            }
            ("secaction", [text]) => {
                let link = Link {
                    place: place.clone(),
                    targets: Vec::new(),
                    operator: Condition::always(),
                    actions: actions(text).map_err(at)?,
                };
                self.link(link)
            }
            ("secmarker", [marker]) => {
                self.program.items.push(Item::Marker(marker.clone()));
                Ok(())
            }
            ("secdefaultaction", [text]) => self.default(text).map_err(at),
            _ => self.change(&name, arguments).map_err(at).and_then(|known| {
                if known {
                    return Ok(());
                }
                Err(at(Problem::new(
                    format!("the directive {name} with {count} arguments is not known"),
                    "a directive of SecLang, such as SecRule VARIABLES OPERATOR ACTIONS",
                )))
            }),
        }
    }

    /// Directives that change earlier rules, and settings.
    fn change(&mut self, name: &str, arguments: &[String]) -> Result<bool, Problem> {
        let later = match (name, arguments) {
            ("secruleremovebyid", ranges @ [_, ..]) => Later::RemoveById(ids(&ranges.join(" "))?),
            ("secruleremovebytag", [pattern]) => Later::RemoveByTag(tag_pattern(pattern)?),
            ("secruleremovebymsg", [pattern]) => Later::RemoveByMessage(tag_pattern(pattern)?),
            ("secruleupdatetargetbyid", [ranges, list]) => {
                Later::TargetsById(ids(ranges)?, targets(list)?)
            }
            ("secruleupdatetargetbytag", [pattern, list]) => {
                Later::TargetsByTag(tag_pattern(pattern)?, targets(list)?)
            }
            ("secruleupdateactionbyid", [ranges, list]) => {
                Later::ActionsById(ids(ranges)?, actions(list)?)
            }
            (name, [value]) => return self.program.settings.set(name, value),
            (name, _) => return self.program.settings.set(name, ""),
        };
        self.later.push(later);
        Ok(true)
    }

    fn default(&mut self, text: &str) -> Result<(), Problem> {
        let found = actions(text)?;
        let phase = found
            .iter()
            .find_map(|action| {
                if let Action::Phase(phase) = action {
                    Some(*phase)
                } else {
                    None
                }
            })
            .unwrap_or(Phase::RequestBody);
        self.defaults.retain(|(known, _)| *known != phase);
        self.defaults.push((phase, found));
        Ok(())
    }

    fn rule(
        &mut self,
        place: &Place,
        variables: &str,
        operator: &str,
        list: &str,
    ) -> Result<(), LoadError> {
        let link = Link {
            place: place.clone(),
            targets: targets(variables).map_err(|problem| problem.at(place))?,
            operator: Condition::parse(operator),
            actions: actions(list).map_err(|problem| problem.at(place))?,
        };
        self.link(link)
    }

    fn link(&mut self, mut link: Link) -> Result<(), LoadError> {
        let goes_on = link.actions.contains(&Action::Chain);
        let definition = if let Some(mut open) = self.chain.take() {
            open.links.push(link);
            open
        } else {
            let id = self
                .identify(&link)
                .map_err(|problem| problem.at(&link.place))?;
            let phase = link
                .actions
                .iter()
                .find_map(|action| {
                    if let Action::Phase(phase) = action {
                        Some(*phase)
                    } else {
                        None
                    }
                })
                .unwrap_or(Phase::RequestBody);
            self.inherit(phase, &mut link);
            Definition {
                id,
                phase,
                links: vec![link],
            }
        };
        if goes_on {
            self.chain = Some(definition);
        } else {
            self.program.items.push(Item::Rule(definition));
        }
        Ok(())
    }

    fn identify(&mut self, link: &Link) -> Result<u64, Problem> {
        let id = link.actions.iter().find_map(|action| {
            if let Action::Id(id) = action {
                Some(*id)
            } else {
                None
            }
        });
        let Some(id) = id else {
            return Err(Problem::new(
                "the rule has no id",
                "an action such as id:1000",
            ));
        };
        if !self.known.insert(id) {
            return Err(Problem::new(
                format!("the id {id} is used twice"),
                "an id that no other rule has",
            ));
        }
        Ok(id)
    }

    /// Defaults come first, so that whatever the rule says itself wins.
    fn inherit(&self, phase: Phase, link: &mut Link) {
        if let Some((_, defaults)) = self.defaults.iter().find(|(known, _)| *known == phase) {
            let mut actions = defaults.clone();
            actions.append(&mut link.actions);
            link.actions = actions;
        }
    }

    fn finish(mut self) -> Result<Program, LoadError> {
        if let Some(place) = self
            .chain
            .as_ref()
            .and_then(|open| open.links.last())
            .map(|link| link.place.clone())
        {
            return Err(Problem::new(
                "the last chain is not complete",
                "a further SecRule, or no action chain",
            )
            .at(&place));
        }
        for later in &self.later {
            later.apply(&mut self.program.items);
        }
        Ok(self.program)
    }
}

impl Later {
    fn apply(&self, items: &mut Vec<Item>) {
        items.retain(|item| match item {
            Item::Rule(rule) => !self.removes(rule),
            Item::Marker(_) => true,
        });
        for item in items {
            let Item::Rule(rule) = item else { continue };
            let Some((first, targets, actions)) = self.changes(rule) else {
                continue;
            };
            if let Some(link) = rule.links.get_mut(first) {
                link.targets.extend_from_slice(targets);
                link.actions.extend_from_slice(actions);
            }
        }
    }

    fn removes(&self, rule: &Definition) -> bool {
        match self {
            Self::RemoveById(ranges) => within(ranges, rule.id),
            Self::RemoveByTag(wanted) => rule.has_tag(wanted.as_ref()),
            Self::RemoveByMessage(wanted) => rule.actions().iter().any(|action| {
                use super::text::Piece;
                matches!(action, Action::Message(pieces)
                    if matches!(pieces.as_slice(), [Piece::Literal(text)] if wanted(text)))
            }),
            Self::TargetsById(..) | Self::TargetsByTag(..) | Self::ActionsById(..) => false,
        }
    }

    fn changes(&self, rule: &Definition) -> Option<(usize, &[Target], &[Action])> {
        match self {
            Self::TargetsById(ranges, targets) if within(ranges, rule.id) => {
                Some((0, targets, &[]))
            }
            Self::TargetsByTag(wanted, targets) if rule.has_tag(wanted.as_ref()) => {
                Some((0, targets, &[]))
            }
            Self::ActionsById(ranges, actions) if within(ranges, rule.id) => {
                Some((0, &[], actions))
            }
            Self::TargetsById(..)
            | Self::TargetsByTag(..)
            | Self::ActionsById(..)
            | Self::RemoveById(_)
            | Self::RemoveByTag(_)
            | Self::RemoveByMessage(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::MemorySources;
    use super::*;

    fn load(text: &str) -> Result<Program, LoadError> {
        let sources = MemorySources::new()
            .with("main.conf", text)
            .with("more/a.conf", "SecAction \"id:90,pass\"\n");
        read(&sources, &["main.conf"])
    }

    #[test]
    fn chains_includes_and_updates_add_up() {
        let program = load(
            "SecDefaultAction \"phase:2,log,deny,status:403\"\n\
             Include more/*.conf\n\
             SecRule ARGS \"@rx a\" \"id:1,phase:2,block,chain\"\n  SecRule ARGS b\n\
             SecRule ARGS c \"id:2,phase:2,tag:'x/y'\"\nSecMarker END\n\
             SecRuleUpdateTargetById 1 \"!ARGS:note\"\nSecRuleRemoveByTag x/\n",
        )
        .unwrap();
        let ids: Vec<_> = program
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Rule(rule) => Some((rule.id, rule.links.len(), rule.links[0].targets.len())),
                Item::Marker(_) => None,
            })
            .collect();
        assert_eq!(ids, [(90, 1, 0), (1, 2, 2)]);
    }

    #[test]
    fn errors_name_file_line_and_what_was_expected() {
        let cases = [
            (
                "\n\nSecRule ARGS \"@rx a\" \"id:1,explode\"\n",
                "main.conf:3: the action \"explode\"",
            ),
            (
                "SecRule ARGZ a \"id:1\"",
                "main.conf:1: the variable \"ARGZ\"",
            ),
            (
                "SecRule ARGS a \"phase:2\"",
                "main.conf:1: the rule has no id",
            ),
            (
                "SecAction \"id:1\"\nSecAction \"id:1\"",
                "main.conf:2: the id 1 is used twice",
            ),
            (
                "SecRule ARGS a \"id:1,chain\"",
                "main.conf:1: the last chain is not complete",
            ),
            (
                "SecRule ARGS a \"id:1,chain\"\nSecMarker X",
                "main.conf:2: secmarker stands within a chain",
            ),
            (
                "Include nothing.conf",
                "main.conf:1: nothing.conf names no file",
            ),
            ("SecMagic On", "main.conf:1: the directive secmagic"),
            (
                "SecArgumentSeparator ;",
                "main.conf:1: arguments that end with \";\"",
            ),
            ("SecCookieFormat 1", "main.conf:1: cookies of version \"1\""),
            ("SecRequestBodyLimit 1M", "main.conf:1: \"1M\" is no limit"),
            (
                "Include main.conf",
                "main.conf:1: main.conf is included too deep",
            ),
        ];
        for (text, expected) in cases {
            let error = load(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
            assert!(error.contains("; expected "), "{error}");
        }
    }
}
