//! Directives that set something for the whole rule set.

use super::action::Mode;
use crate::error::Problem;

/// What rule files say about the engine itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    pub(crate) request_body: bool,
    pub(crate) json_depth: Option<usize>,
    pub(crate) arguments: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Block,
            request_body: true,
            json_depth: None,
            arguments: None,
        }
    }
}

/// Directives about logs, files, limits and servers that have no meaning here.
const WITHOUT_MEANING: &[&str] = &[
    "secargumentseparator",
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
    "seccookieformat",
    "secdatadir",
    "secdebuglog",
    "secdebugloglevel",
    "secgeolookupdb",
    "sechttpblkey",
    "secpcrematchlimit",
    "secpcrematchlimitrecursion",
    "secrequestbodyinmemorylimit",
    "secrequestbodylimit",
    "secrequestbodylimitaction",
    "secrequestbodynofileslimit",
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
            name => return Ok(WITHOUT_MEANING.contains(&name)),
        }
        Ok(true)
    }
}

fn count(value: &str) -> Result<usize, Problem> {
    value
        .parse()
        .map_err(|_| Problem::new(format!("{value:?} is no limit"), "a whole number"))
}
