//! What the texts of a request are. In some people write what they like: a comment may speak of `SELECT name FROM users`,
//! a file may be called `../../logo.svg`. Everything else is an id, a word of ours, a date, a digest or a secret;
//! operations refuse what is not, and rules look at what has not its form.

use identity::devices::DEVICE_COOKIE;

/// Arguments by the names that rules know them by: JSON members, without the places in lists.
const FREE: [&str; 19] = [
    "json.body.blocks.spans.text",
    "json.body.blocks.spans.name",
    "json.body.blocks.spans.link",
    "json.comments.body.blocks.spans.text",
    "json.comments.body.blocks.spans.name",
    "json.comments.body.blocks.spans.link",
    // Words of a document that are marked, and drawings, which are SVG.
    "json.markers.selectors.exact",
    "json.markers.selectors.prefix",
    "json.markers.selectors.suffix",
    "json.markers.selectors.value",
    "json.comments.markers.selectors.exact",
    "json.comments.markers.selectors.prefix",
    "json.comments.markers.selectors.suffix",
    "json.comments.markers.selectors.value",
    "json.name",
    "json.email",
    "json.team_name",
    "json.sentence",
    // The words that a password must not be made of.
    "json.context",
];

/// Passwords are no text, and nothing that a rule says about them is worth knowing.
const SECRET: [&str; 3] = ["json.password", "json.current", "json.new"];

/// Texts that operations take only in a form of their own: ids, tokens, digests, codes, words of a list. One in some
/// thousand random tokens begins like a comment of SQL; where it is nothing but up to 128 letters, digits, `-` and `_` it
/// is not looked at, and in full otherwise.
const TYPED: [&str; 36] = [
    "json.attachments",
    "json.body.blocks.spans.mention",
    "json.client_id",
    "json.code",
    "json.comments.attachments",
    "json.comments.body.blocks.spans.mention",
    "json.comments.client_id",
    "json.comments.comment",
    "json.comments.markers.target.sha256",
    "json.comments.markers.target.version",
    "json.comments.parent",
    "json.due_zone",
    "json.from",
    "json.group",
    "json.groups",
    "json.items",
    "json.locale",
    "json.markers.target.sha256",
    "json.markers.target.version",
    "json.parent",
    "json.predecessor",
    "json.project",
    "json.review",
    "json.secret",
    "json.section",
    "json.sha256",
    "json.token",
    "json.versions",
    "json.zone",
    // What addresses ask for.
    "before",
    "cursor",
    "files",
    "group",
    "section",
    "status",
    "use",
];

pub(super) fn free_text() -> Vec<String> {
    FREE.iter()
        .chain(&SECRET)
        .map(|&name| name.to_owned())
        .collect()
}

/// Places of typed values: arguments, our own cookies, and the range of a file, which is another with each request.
pub(super) fn typed() -> Vec<String> {
    let arguments = TYPED.iter().map(|name| format!("ARGS:{name}"));
    let cookies = [webkit::MEMBER_COOKIE, webkit::GUEST_COOKIE, DEVICE_COOKIE];
    let cookies = cookies.iter().map(|name| format!("REQUEST_COOKIES:{name}"));
    let range = format!("REQUEST_HEADERS:{}", http::header::RANGE);
    arguments.chain(cookies).chain([range]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// The texts of a schema that are no choice among words, by their names.
    fn texts(
        all: &Value,
        schema: &Value,
        name: &str,
        within: &[&str],
        found: &mut BTreeSet<String>,
    ) {
        if let Some(reference) = schema["$ref"].as_str() {
            let kind = reference.rsplit('/').next().unwrap();
            if !within.contains(&kind) {
                let within = [within, &[kind]].concat();
                texts(all, &all[kind], name, &within, found);
            }
            return;
        }
        for list in ["oneOf", "anyOf", "allOf", "prefixItems"] {
            for part in schema[list].as_array().into_iter().flatten() {
                texts(all, part, name, within, found);
            }
        }
        let is_text = schema["type"] == "string"
            || schema["type"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind == "string"));
        if is_text && schema["enum"].is_null() {
            found.insert(name.to_owned());
        }
        for (member, part) in schema["properties"].as_object().into_iter().flatten() {
            texts(all, part, &format!("{name}.{member}"), within, found);
        }
        texts_of_items(all, &schema["items"], name, within, found);
    }

    fn texts_of_items(
        all: &Value,
        items: &Value,
        name: &str,
        within: &[&str],
        found: &mut BTreeSet<String>,
    ) {
        if items.is_object() {
            texts(all, items, name, within, found);
        }
    }

    #[test]
    fn every_text_that_an_operation_takes_is_free_or_has_a_form() {
        let (_, description) = crate::router::api();
        let description = serde_json::to_value(&description).unwrap();
        let schemas = &description["components"]["schemas"];
        let mut found = BTreeSet::new();
        for operations in description["paths"].as_object().unwrap().values() {
            for operation in operations.as_object().unwrap().values() {
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                texts(schemas, schema, "json", &[], &mut found);
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let asked = parameters.filter(|parameter| parameter["in"] == "query");
                for parameter in asked {
                    let name = parameter["name"].as_str().unwrap();
                    texts(schemas, &parameter["schema"], name, &[], &mut found);
                }
            }
        }
        let known: BTreeSet<String> = FREE
            .iter()
            .chain(&SECRET)
            .chain(&TYPED)
            .map(|&name| name.to_owned())
            .collect();
        assert_eq!(found, known, "sort each new text into one of the lists");
    }
}
