//! The direction of dependencies between crates, and which crate alone may use which driver.

use anyhow::Result;
use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Our crates from the foundations up; a crate may depend only on those with a smaller number.
const LAYERS: &[(&str, u8)] = &[
    ("vault", 0),
    ("mediabox", 0),
    ("guard", 0),
    ("courier", 1),
    ("db", 1),
    ("statement", 1),
    ("blobs", 1),
    ("keystore", 2),
    ("jobs", 2),
    ("kernel", 3),
    ("webkit", 4),
    ("identity", 5),
    ("access", 6),
    ("files", 7),
    ("review", 8),
    ("audit", 4),
    ("media", 9),
    ("notify", 9),
    ("server", 10),
];

/// Third-party crates that only some of ours may name.
const RESERVED: &[(&str, &[&str])] = &[
    ("rusqlite", &["db"]),
    ("tokio-postgres", &["db"]),
    ("postgres-types", &["db"]),
    ("object_store", &["blobs"]),
    ("aws-lc-rs", &["vault"]),
    ("argon2", &["vault"]),
    ("image", &["mediabox"]),
    ("hayro", &["mediabox"]),
    ("png", &["mediabox"]),
    ("resvg", &["mediabox"]),
    ("fast_image_resize", &["mediabox"]),
    ("tokio-postgres-rustls", &["db"]),
    ("rustls", &["server", "db", "testkit"]),
    ("tokio-rustls", &["server", "testkit"]),
    ("lettre", &["courier"]),
    ("libinjectionrs", &["guard"]),
    ("fancy-regex", &["guard"]),
];

/// Never, anywhere in the tree: a second cryptographic stack.
const BANNED: &[&str] = &["ring", "openssl", "openssl-sys", "native-tls"];

/// Crates that know nothing about HTTP.
const NO_HTTP: &[&str] = &[
    "vault",
    "db",
    "keystore",
    "blobs",
    "jobs",
    "mediabox",
    "guard",
    "courier",
    "statement",
    "kernel",
    "audit",
];

/// Checks the manifests.
pub(crate) fn check() -> Result<Vec<String>> {
    let metadata = MetadataCommand::new().exec()?;
    let mut findings = Vec::new();
    for package in metadata.workspace_packages() {
        findings.extend(direction(package));
        findings.extend(reserved(package));
        if NO_HTTP.contains(&package.name.as_str()) && uses(package, "axum") {
            findings.push(format!("{} mentions HTTP (axum)", package.name));
        }
    }
    let built = built()?;
    for banned in BANNED {
        if built
            .lines()
            .any(|line| line.split(' ').next() == Some(banned))
        {
            findings.push(format!(
                "{banned} is built: aws-lc-rs is the only cryptographic stack"
            ));
        }
    }
    Ok(findings)
}

/// Everything that is built, one crate a line. The lock file also names optional crates that nobody switches on.
#[expect(clippy::disallowed_methods, reason = "tidy asks cargo")]
fn built() -> Result<String> {
    let mut cargo = std::process::Command::new("cargo");
    let tree = cargo
        .args([
            "tree",
            "--workspace",
            "--prefix",
            "none",
            "--edges",
            "normal,build",
            "--locked",
        ])
        .output()?;
    anyhow::ensure!(
        tree.status.success(),
        "cargo tree failed: {}",
        String::from_utf8_lossy(&tree.stderr)
    );
    Ok(String::from_utf8_lossy(&tree.stdout).into_owned())
}

fn layer(name: &str) -> Option<u8> {
    LAYERS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, layer)| *layer)
}

fn uses(package: &Package, name: &str) -> bool {
    package
        .dependencies
        .iter()
        .any(|dependency| dependency.kind == DependencyKind::Normal && dependency.name == name)
}

fn direction(package: &Package) -> Vec<String> {
    let Some(own) = layer(&package.name) else {
        let known = matches!(package.name.as_str(), "xtask" | "testkit" | "bench");
        return if known {
            Vec::new()
        } else {
            vec![format!("{} has no layer in xtask tidy", package.name)]
        };
    };
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .filter_map(|dependency| layer(&dependency.name).map(|layer| (&dependency.name, layer)))
        .filter(|(_, layer)| *layer >= own)
        .map(|(name, _)| format!("{} depends upwards on {name}", package.name))
        .collect()
}

fn reserved(package: &Package) -> Vec<String> {
    RESERVED
        .iter()
        .filter(|(name, owners)| {
            uses(package, name)
                && !owners.contains(&package.name.as_str())
                && package.name.as_str() != "bench"
        })
        .map(|(name, owners)| {
            format!(
                "{} depends on {name}, which belongs to {}",
                package.name,
                owners.join(", ")
            )
        })
        .collect()
}
