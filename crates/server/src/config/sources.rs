//! Where settings come from: the defaults, the file, the environment. Each later word wins, and a word that names no
//! setting, or has the wrong type, is refused with its name.

use super::Findings;
use toml::{Table, Value};

/// Lays a settings file over the defaults.
pub(super) fn merge(base: &mut Table, own: Table, findings: &mut Findings) {
    for (section, keys) in own {
        let Some(Value::Table(known)) = base.get_mut(&section) else {
            let sections: Vec<&str> = base.keys().map(String::as_str).collect();
            findings.add(
                &section,
                format!("is no section: there are {}", sections.join(", ")),
            );
            continue;
        };
        let Value::Table(keys) = keys else {
            findings.add(
                &section,
                format!("is a section: write [{section}] above its settings"),
            );
            continue;
        };
        for (key, value) in keys {
            set(known, &section, &key, value, findings);
        }
    }
}

fn set(known: &mut Table, section: &str, key: &str, value: Value, findings: &mut Findings) {
    let name = format!("{section}.{key}");
    let Some(default) = known.get(key) else {
        findings.add(&name, unknown(known, section, key));
        return;
    };
    if default.type_str() == value.type_str() {
        known.insert(key.to_owned(), value);
    } else {
        let wanted = described(default);
        // What should be a text may be a secret, and is not repeated.
        if default.is_str() {
            findings.add(&name, format!("must be {wanted}"));
        } else {
            findings.add(&name, format!("must be {wanted}, it is {value}"));
        }
    }
}

fn unknown(known: &Table, section: &str, key: &str) -> String {
    let near = known.keys().min_by_key(|name| distance(name, key));
    match near.filter(|name| distance(name, key) <= 3) {
        Some(near) => format!("is no setting. Is {section}.{near} meant?"),
        None => "is no setting: `countersign config reference` lists them".to_owned(),
    }
}

/// Takes one environment variable, if it is ours.
pub(super) fn apply(table: &mut Table, name: &str, value: &str, findings: &mut Findings) {
    let Some((section, key)) = name
        .strip_prefix("COUNTERSIGN_")
        .and_then(|path| path.split_once("__"))
    else {
        return;
    };
    let (section, key) = (section.to_lowercase(), key.to_lowercase());
    let Some(known) = table.get_mut(&section).and_then(Value::as_table_mut) else {
        findings.add(
            name,
            "names no setting: `countersign config reference` lists them",
        );
        return;
    };
    let Some(default) = known.get(&key) else {
        findings.add(name, unknown(known, &section, &key));
        return;
    };
    match typed(default, value) {
        Some(typed) => {
            known.insert(key, typed);
        }
        None => findings.add(name, format!("must be {}", described(default))),
    }
}

fn typed(like: &Value, text: &str) -> Option<Value> {
    match like {
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        Value::Array(_) => {
            let words = text
                .split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty());
            Some(Value::Array(words.map(Value::from).collect()))
        }
        Value::String(_) | Value::Float(_) | Value::Datetime(_) | Value::Table(_) => {
            Some(Value::String(text.to_owned()))
        }
    }
}

fn described(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list",
        Value::String(_) | Value::Datetime(_) => "a text in quotes",
        Value::Table(_) => "a section",
    }
}

/// How many letters have to change (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut next = vec![index + 1];
        for (position, candidate) in other.iter().enumerate() {
            let at =
                |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&row, position) + usize::from(letter != *candidate);
            next.push(
                replaced
                    .min(at(&row, position + 1) + 1)
                    .min(at(&next, position) + 1),
            );
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
