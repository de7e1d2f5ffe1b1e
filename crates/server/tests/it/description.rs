//! The description of the API is a reviewed file; the interface's types are made from it.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_description_is_the_reviewed_one() {
    let described = serde_json::to_string_pretty(&server::router::api().1).unwrap() + "\n";
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let reviewed = std::fs::read(root.join("api/openapi.json")).unwrap_or_default();
    if reviewed == described.as_bytes() {
        return;
    }
    let new = root.join("target/openapi.new.json");
    std::fs::create_dir_all(root.join("target")).unwrap();
    std::fs::write(&new, described).unwrap();
    panic!("the API changed: read target/openapi.new.json, then copy it to api/openapi.json");
}

#[test]
fn every_operation_says_what_it_does_under_a_name_of_its_own() {
    let description = serde_json::to_value(server::router::api().1).unwrap();
    let mut names = BTreeSet::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            assert!(
                operation["summary"].is_string(),
                "{method} {path} has no summary"
            );
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "two operations are called {name}");
        }
    }
}

#[test]
fn every_word_of_a_path_stands_in_the_path_and_every_other_one_behind_it() {
    let description = serde_json::to_value(server::router::api().1).unwrap();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let parameters = operation["parameters"].as_array();
            for parameter in parameters.into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let stands_in_path = path.contains(&format!("{{{name}}}"));
                assert_eq!(
                    parameter["in"] == "path",
                    stands_in_path,
                    "{method} {path}: {name}"
                );
            }
        }
    }
}

#[test]
fn the_statuses_of_tus_are_described() {
    let description = serde_json::to_value(server::router::api().1).unwrap();
    for (path, method) in [
        ("/api/v1/uploads", "post"),
        ("/api/v1/uploads/{id}", "head"),
        ("/api/v1/uploads/{id}", "patch"),
        ("/api/v1/uploads/{id}", "delete"),
    ] {
        for status in ["400", "410", "412", "413", "415", "423", "460"] {
            let described = &description["paths"][path][method]["responses"][status];
            assert!(described.is_object(), "{method} {path}: {status}");
        }
    }
}
