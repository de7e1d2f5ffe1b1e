//! Directives that set something for the whole rule set.

use super::action::Mode;
use crate::bodies::Limits;
use crate::error::Problem;

/// What rule files say about the engine itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    pub(crate) request_body: bool,
    body: Option<usize>,
    body_beside_files: Option<usize>,
    json_depth: Option<usize>,
    arguments: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Block,
            request_body: true,
            body: None,
            body_beside_files: None,
            json_depth: None,
            arguments: None,
        }
    }
}

/// Directives about logs, files, servers and limits of what is not kept, which have no meaning here. A map of Unicode
/// says what a server of Windows makes of `%u` escapes.
const WITHOUT_MEANING: &[&str] = &[
    "secauditengine",
    "secauditlog",
    "secauditlog2",
    "secauditlogdirmode",
    "secauditlogfilemode",
    "secauditlogformat",
    "secauditlogparts",
    "secauditlogrelevantstatus",
    "secauditlogstoragedir",
    "secauditlogtype",
    "seccollectiontimeout",
    "seccomponentsignature",
    "secdatadir",
    "secdebuglog",
    "secdebugloglevel",
    "secgeolookupdb",
    "sechttpblkey",
    "secpcrematchlimit",
    "secpcrematchlimitrecursion",
    "secrequestbodyinmemorylimit",
    "secrequestbodylimitaction",
    "secresponsebodyaccess",
    "secresponsebodylimit",
    "secresponsebodylimitaction",
    "secresponsebodymimetype",
    "secserversignature",
    "secstatusengine",
    "sectmpdir",
    "sectmpsaveuploadedfiles",
    "secunicodemapfile",
    "secuploaddir",
    "secuploadfilelimit",
    "secuploadfilemode",
    "secuploadkeepfiles",
    "secwebappid",
    "secxmlexternalentity",
];

impl Settings {
    /// Takes a directive; `false` says that there is no such directive.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<bool, Problem> {
        match name {
            "secruleengine" => self.mode = Mode::parse(value)?,
            "secrequestbodyaccess" => self.request_body = Mode::parse(value)? != Mode::Off,
            "secrequestbodyjsondepthlimit" => self.json_depth = Some(count(value)?),
            "secargumentslimit" => self.arguments = Some(count(value)?),
            "secrequestbodylimit" => self.body = Some(count(value)?),
            "secrequestbodynofileslimit" => self.body_beside_files = Some(count(value)?),
            "secargumentseparator" => only(value, "&", "arguments that end with")?,
            "seccookieformat" => only(value, "0", "cookies of version")?,
            name => return Ok(WITHOUT_MEANING.contains(&name)),
        }
        Ok(true)
    }

    /// Lowers limits to what the rule files ask for.
    pub(crate) fn tighten(&self, limits: &mut Limits) {
        for (asked, limit) in [
            (self.body, &mut limits.bytes),
            (self.body_beside_files, &mut limits.bytes_beside_files),
            (self.json_depth, &mut limits.depth),
            (self.arguments, &mut limits.arguments),
        ] {
            *limit = asked.map_or(*limit, |asked| asked.min(*limit));
        }
    }
}

/// Refuses what would be read differently than the rules expect.
fn only(value: &str, supported: &str, what: &str) -> Result<(), Problem> {
    if value == supported {
        return Ok(());
    }
    Err(Problem::new(
        format!("{what} {value:?} are not supported"),
        supported,
    ))
}

fn count(value: &str) -> Result<usize, Problem> {
    value
        .parse()
        .map_err(|_| Problem::new(format!("{value:?} is no limit"), "a whole number"))
}
