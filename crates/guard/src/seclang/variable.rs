//! The variables that rules can look at, and the targets that name them.

use crate::error::Problem;

macro_rules! variables {
    ($($variant:ident = $name:literal,)*) => {
        /// A variable or collection of SecLang.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Variable {
            $(#[doc = $name] $variant,)*
        }

        impl Variable {
            /// How many there are.
            pub(crate) const COUNT: usize = [$($name,)*].len();

            /// The name as rules write it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The variable of that name, in any case.
            pub fn named(name: &str) -> Option<Self> {
                $(if name.eq_ignore_ascii_case($name) {
                    return Some(Self::$variant);
                })*
                None
            }

            pub(crate) fn index(self) -> usize {
                self as usize
            }
        }
    };
}

variables! {
    Args = "ARGS",
    ArgsCombinedSize = "ARGS_COMBINED_SIZE",
    ArgsGet = "ARGS_GET",
    ArgsGetNames = "ARGS_GET_NAMES",
    ArgsNames = "ARGS_NAMES",
    ArgsPost = "ARGS_POST",
    ArgsPostNames = "ARGS_POST_NAMES",
    Duration = "DURATION",
    Env = "ENV",
    Files = "FILES",
    FilesCombinedSize = "FILES_COMBINED_SIZE",
    FilesNames = "FILES_NAMES",
    FilesSizes = "FILES_SIZES",
    Geo = "GEO",
    Global = "GLOBAL",
    Ip = "IP",
    MatchedVar = "MATCHED_VAR",
    MatchedVarName = "MATCHED_VAR_NAME",
    MatchedVars = "MATCHED_VARS",
    MatchedVarsNames = "MATCHED_VARS_NAMES",
    MultipartPartHeaders = "MULTIPART_PART_HEADERS",
    MultipartStrictError = "MULTIPART_STRICT_ERROR",
    MultipartUnmatchedBoundary = "MULTIPART_UNMATCHED_BOUNDARY",
    QueryString = "QUERY_STRING",
    RemoteAddr = "REMOTE_ADDR",
    ReqbodyError = "REQBODY_ERROR",
    ReqbodyErrorMsg = "REQBODY_ERROR_MSG",
    ReqbodyProcessor = "REQBODY_PROCESSOR",
    RequestBasename = "REQUEST_BASENAME",
    RequestBody = "REQUEST_BODY",
    RequestBodyLength = "REQUEST_BODY_LENGTH",
    RequestCookies = "REQUEST_COOKIES",
    RequestCookiesNames = "REQUEST_COOKIES_NAMES",
    RequestFilename = "REQUEST_FILENAME",
    RequestHeaders = "REQUEST_HEADERS",
    RequestHeadersNames = "REQUEST_HEADERS_NAMES",
    RequestLine = "REQUEST_LINE",
    RequestMethod = "REQUEST_METHOD",
    RequestProtocol = "REQUEST_PROTOCOL",
    RequestUri = "REQUEST_URI",
    RequestUriRaw = "REQUEST_URI_RAW",
    Resource = "RESOURCE",
    ResponseBody = "RESPONSE_BODY",
    ResponseHeaders = "RESPONSE_HEADERS",
    ResponseProtocol = "RESPONSE_PROTOCOL",
    ResponseStatus = "RESPONSE_STATUS",
    Rule = "RULE",
    ServerName = "SERVER_NAME",
    Session = "SESSION",
    Tx = "TX",
    UniqueId = "UNIQUE_ID",
    User = "USER",
    Xml = "XML",
    XmlAttributes = "XML://@*",
}

impl Variable {
    /// Whether the variable has members with names of their own, as opposed to one value.
    pub(crate) fn has_members(self) -> bool {
        matches!(
            self,
            Self::Args
                | Self::ArgsGet
                | Self::ArgsGetNames
                | Self::ArgsNames
                | Self::ArgsPost
                | Self::ArgsPostNames
                | Self::Env
                | Self::Files
                | Self::FilesNames
                | Self::FilesSizes
                | Self::Geo
                | Self::Global
                | Self::Ip
                | Self::MatchedVars
                | Self::MatchedVarsNames
                | Self::MultipartPartHeaders
                | Self::RequestCookies
                | Self::RequestCookiesNames
                | Self::RequestHeaders
                | Self::RequestHeadersNames
                | Self::Resource
                | Self::ResponseHeaders
                | Self::Rule
                | Self::Session
                | Self::Tx
                | Self::User
        )
    }

    /// Whether names of members mean the same in upper and lower case.
    pub(crate) fn folds_case(self) -> bool {
        matches!(
            self,
            Self::RequestHeaders | Self::RequestHeadersNames | Self::ResponseHeaders
        )
    }

    /// Whether a target that names this variable speaks of members of `other`.
    pub(crate) fn covers(self, other: Self) -> bool {
        self == other
            || matches!(
                (self, other),
                (Self::Args, Self::ArgsGet | Self::ArgsPost)
                    | (Self::ArgsNames, Self::ArgsGetNames | Self::ArgsPostNames)
            )
    }
}

/// Which members of a collection a target means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// All of them.
    All,
    /// The member of that name, in any case; kept in lower case.
    Exact(String),
    /// Members whose name fits the pattern, in any case.
    Pattern(String),
}

/// What a rule looks at: a variable, whether its members are only counted, or left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) variable: Variable,
    pub(crate) key: Key,
    pub(crate) counted: bool,
    pub(crate) excluded: bool,
}

/// Parses a list such as `ARGS|!ARGS:note|&REQUEST_HEADERS:Host|TX:/^a_/`.
pub(crate) fn targets(text: &str) -> Result<Vec<Target>, Problem> {
    let mut targets = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (target, after) = target(rest)?;
        targets.push(target);
        rest = after.trim_start_matches(['|', ',', ' ']);
    }
    if targets.is_empty() {
        return Err(Problem::new(
            "the list of variables is empty",
            "variables such as ARGS|REQUEST_COOKIES",
        ));
    }
    Ok(targets)
}

/// Parses one target, such as the one that `ctl:ruleRemoveTargetById` names.
pub(crate) fn target(text: &str) -> Result<(Target, &str), Problem> {
    let (excluded, text) = strip(text, '!');
    let (counted, text) = strip(text, '&');
    let end = text.find([':', '|', ',']).unwrap_or(text.len());
    let (name, after) = text.split_at_checked(end).unwrap_or((text, ""));
    let Some(variable) = Variable::named(name.trim()) else {
        return Err(Problem::new(
            format!("the variable {name:?} is not known"),
            "one of the variables of SecLang, such as ARGS or REQUEST_HEADERS",
        ));
    };
    let Some(key) = after.strip_prefix(':') else {
        let target = Target {
            variable,
            key: Key::All,
            counted,
            excluded,
        };
        return Ok((target, after));
    };
    let (variable, key, after) = if variable == Variable::Xml {
        let (path, after) = until_separator(key);
        (xml(path)?, Key::All, after)
    } else {
        let (key, after) = self::key(key)?;
        (variable, key, after)
    };
    let target = Target {
        variable,
        key,
        counted,
        excluded,
    };
    Ok((target, after))
}

fn strip(text: &str, mark: char) -> (bool, &str) {
    match text.strip_prefix(mark) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

fn until_separator(text: &str) -> (&str, &str) {
    let end = text.find(['|', ',']).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn xml(path: &str) -> Result<Variable, Problem> {
    match path.trim() {
        "/*" => Ok(Variable::Xml),
        "//@*" => Ok(Variable::XmlAttributes),
        other => Err(Problem::new(
            format!("the XPath {other:?} is not supported"),
            "XML:/* for all text or XML://@* for all attributes",
        )),
    }
}

fn key(text: &str) -> Result<(Key, &str), Problem> {
    let (quoted, text) = strip(text, '\'');
    if let Some(pattern) = text.strip_prefix('/') {
        let mut escaped = false;
        for (at, next) in pattern.char_indices() {
            match next {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '/' => {
                    let (pattern, after) = pattern.split_at_checked(at).unwrap_or((pattern, ""));
                    let after = after.strip_prefix('/').unwrap_or(after);
                    let after = if quoted {
                        after.strip_prefix('\'').unwrap_or(after)
                    } else {
                        after
                    };
                    return Ok((Key::Pattern(pattern.to_owned()), after));
                }
                _ => {}
            }
        }
        return Err(Problem::new(
            "a pattern in a variable's key does not end",
            "a closing slash, as in TX:/^name_/",
        ));
    }
    if quoted {
        let end = text.find('\'').unwrap_or(text.len());
        let (name, after) = text.split_at_checked(end).unwrap_or((text, ""));
        let after = after.strip_prefix('\'').unwrap_or(after);
        return Ok((Key::Exact(name.to_ascii_lowercase()), after));
    }
    let (name, after) = until_separator(text);
    Ok((Key::Exact(name.to_ascii_lowercase()), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_patterns_with_bars_together() {
        let found =
            targets("ARGS|!ARGS:Note|&TX:a|REQUEST_COOKIES:/^a|b$/|XML:/*|XML://@*").unwrap();
        let shown: Vec<_> = found
            .iter()
            .map(|target| (target.variable.name(), target.key.clone()))
            .collect();
        assert_eq!(
            shown,
            [
                ("ARGS", Key::All),
                ("ARGS", Key::Exact("note".into())),
                ("TX", Key::Exact("a".into())),
                ("REQUEST_COOKIES", Key::Pattern("^a|b$".into())),
                ("XML", Key::All),
                ("XML://@*", Key::All),
            ]
        );
        assert!(found[1].excluded);
        assert!(found[2].counted);
    }

    #[test]
    fn unknown_variables_and_paths_are_refused() {
        assert!(targets("ARGZ").is_err());
        assert!(targets("XML:/a/b").is_err());
        assert!(targets("TX:/open").is_err());
        assert!(targets("").is_err());
    }
}
