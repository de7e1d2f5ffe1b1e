//! Figures with their goals, as a table and as JSON.

use anyhow::Result;
use serde_json::{Map, Value, json};

/// What was measured.
#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<(String, f64, String)>,
}

impl Report {
    /// Adds a figure.
    pub(crate) fn figure(&mut self, name: &str, value: f64, goal: &str) {
        println!("{name:<28} {value:>12.3}   {goal}");
        self.rows.push((name.to_owned(), value, goal.to_owned()));
    }

    /// Writes `target/bench/report.json`.
    pub(crate) fn write(&self) -> Result<()> {
        let mut map = Map::new();
        for (name, value, _) in &self.rows {
            map.insert(name.clone(), json!(value));
        }
        std::fs::create_dir_all("target/bench")?;
        std::fs::write(
            "target/bench/report.json",
            serde_json::to_string_pretty(&Value::Object(map))?,
        )?;
        println!("\n| figure | measured | goal |\n|---|---|---|");
        for (name, value, goal) in &self.rows {
            println!("| {name} | {value:.3} | {goal} |");
        }
        Ok(())
    }
}

/// The middle of some values.
pub(crate) fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// The value below which so many percent lie.
pub(crate) fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return f64::NAN;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index into a short list"
    )]
    let index = ((percent / 100.0) * (sorted.len() - 1) as f64).round() as usize;
    sorted[index]
}
