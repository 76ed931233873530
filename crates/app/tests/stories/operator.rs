//! What an operator is handed: a board over the figures that a house tells, units that fit its settings, a doctor whose
//! word another program can read.

use crate::support::{abaya, abaya_order, post};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex};
use wasl_platform::Config;
use wasl_platform::jobs::{drain_jobs, plant_recurring};
use wasl_platform::testing::on_both;
use wasl_platform::web::install_metrics;

const WASL: &str = env!("CARGO_BIN_EXE_wasl");
const BOARD: &str = include_str!("../../../../deploy/grafana/wasl.json");
const UNIT: &str = include_str!("../../../../deploy/wasl.service");
const BACKUP_UNIT: &str = include_str!("../../../../deploy/wasl-backup.service");
const CONTAINER: &str = include_str!("../../../../deploy/Containerfile");
const OPERATIONS: &str = include_str!("../../../../docs/operations.md");
/// Of the store's own waits, beyond `drain_seconds`.
const CLOSE_SECONDS_MAX: u64 = 20;

/// Every figure of a text: `wasl_` and what belongs to the name.
fn figures_in(text: &str) -> BTreeSet<String> {
    let names = text
        .match_indices("wasl_")
        .map(|(at, _)| text[at..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>());
    names.collect()
}

fn questions() -> Vec<String> {
    let board: Value = serde_json::from_str(BOARD).expect("the board is JSON");
    let panels = board["panels"].as_array().expect("panels").iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().expect("targets").clone());
    targets.map(|target| target["expr"].as_str().expect("a question").to_owned()).collect()
}

#[tokio::test]
async fn the_board_asks_for_what_a_running_house_tells_and_all_of_it_is_written_down() {
    static TOLD: LazyLock<Mutex<String>> = LazyLock::new(Mutex::default);
    install_metrics();
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya("ABAYA-BLK-54")).await;
        post(&t, "/api/v1/orders", &abaya_order("ABAYA-BLK-54", "card")).await;
        t.drain().await;
        plant_recurring(&t.house).await.expect("planted");
        drain_jobs(&t.house).await.expect("worked");
        let told = t.public_page("/metrics", "en").await;
        assert_eq!(told.status, 200);
        *TOLD.lock().expect("lock") = told.body;
    })
    .await;
    let told = TOLD.lock().expect("lock").clone();
    let exposed: BTreeSet<&str> =
        told.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['{', ' ']).next()).collect();
    assert!(exposed.len() > 12, "{exposed:?}");

    let questions = questions();
    assert!(questions.len() > 12, "{questions:?}");
    for question in &questions {
        let asked = figures_in(question);
        assert!(!asked.is_empty(), "{question}");
        for name in &asked {
            assert!(exposed.contains(name.as_str()), "the board asks for {name}, which nobody tells");
        }
        for label in labels_of(question) {
            let has_label =
                |line: &str| asked.iter().any(|name| line.starts_with(&format!("{name}{{"))) && line.contains(&label);
            assert!(told.lines().any(has_label), "{question}: no {label} is told");
        }
    }
    let all_asked: BTreeSet<String> = questions.iter().flat_map(|question| figures_in(question)).collect();
    for name in exposed.iter().filter(|name| name.starts_with("wasl_")) {
        let plain = ["_sum", "_count"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
        assert!(OPERATIONS.contains(&format!("| `{plain}` |")), "{plain} is not written down");
        let is_asked = all_asked.iter().any(|asked| asked.starts_with(plain));
        assert!(is_asked, "{plain} is told and stands on no panel");
    }
}

/// `by (a, b)` as `a="`, and `quantile="0.99"` as it is; `instance` comes from whoever asks.
fn labels_of(question: &str) -> Vec<String> {
    let grouped = question.split("by (").skip(1).filter_map(|rest| rest.split(')').next());
    let mut labels: Vec<String> =
        grouped.flat_map(|names| names.split(", ")).map(|name| format!("{name}=\"")).collect();
    let quantiles = question.split("quantile=\"").skip(1).filter_map(|rest| rest.split('"').next());
    labels.extend(quantiles.map(|quantile| format!("quantile=\"{quantile}\"")));
    labels
}

/// The values of a setting of a unit.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect()
}

#[test]
fn units_and_container_fit_the_settings() {
    let defaults = Config::default();
    let number = |key: &str| -> u64 { values(UNIT, key)[0].parse().expect("a number") };
    assert!(number("TimeoutStopSec") >= defaults.drain_seconds + CLOSE_SECONDS_MAX);
    assert!(number("LimitNOFILE") >= 2 * u64::from(defaults.connections_max));
    assert_eq!(values(UNIT, "ExecStart"), ["/usr/local/bin/wasl serve"]);
    for unit in [UNIT, BACKUP_UNIT] {
        for wall in ["DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet="] {
            assert!(unit.lines().any(|line| line == wall), "{wall}");
        }
    }
    let named = |text: &str| -> Vec<(String, String)> {
        let words = text.split_whitespace().map(|word| word.trim_start_matches("Environment="));
        let pairs = words.filter(|word| word.starts_with("WASL_")).filter_map(|word| word.split_once('='));
        pairs.filter(|(_, value)| !value.starts_with('…')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
    };
    for text in [UNIT, BACKUP_UNIT, CONTAINER] {
        let pairs = named(text);
        assert!(!pairs.is_empty());
        Config::load(None, pairs).expect("settings that wasl knows");
    }
    for line in CONTAINER.lines().filter(|line| line.starts_with("FROM ") && !line.contains("scratch")) {
        let version = line.split_whitespace().nth(1).and_then(|image| image.rsplit_once(':')).expect("a version").1;
        assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{line} is not pinned");
    }
    assert!(CONTAINER.lines().any(|line| line == "USER 65532:65532") && CONTAINER.contains("\nFROM scratch\n"));
}

#[test]
fn systemd_takes_the_units_where_it_is_there_to_be_asked() {
    let folder = tempfile::tempdir().expect("folder");
    let units = [("wasl.service", UNIT), ("wasl-backup.service", BACKUP_UNIT)];
    for (name, text) in units {
        std::fs::write(folder.path().join(name), text.replace("/usr/local/bin/wasl", WASL)).expect("written");
    }
    for (name, _) in units {
        let asked = Command::new("systemd-analyze").arg("verify").arg(folder.path().join(name)).output();
        let Ok(output) = asked else { return };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn doctor(data_dir: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(WASL);
    command.arg("doctor").args(arguments).env("WASL_DATA_DIR", data_dir).env("WASL_LISTEN", "127.0.0.1:1");
    command.env("WASL_CONNECTIONS_MAX", "50");
    let output = command.stdin(Stdio::null()).output().expect("wasl runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn the_doctor_ends_with_1_when_something_is_bad_and_speaks_json() {
    let folder = tempfile::tempdir().expect("folder");
    let (code, told) = doctor(&folder.path().join("nothing"), &[]);
    assert_eq!(code, Some(0), "nothing is there, and nothing is bad: {told}");
    assert!(told.lines().any(|line| line.starts_with("warn  database: ")), "{told}");

    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").expect("written");
    let (code, told) = doctor(&file, &["--json", "--quick"]);
    assert_eq!(code, Some(1), "{told}");
    let findings: Vec<Value> = serde_json::from_str(&told).expect("json");
    let folder = findings.iter().find(|one| one["about"] == "data folder").expect("it is looked at");
    assert_eq!((folder["state"].as_str(), folder["advice"].as_str()), (Some("bad"), Some("name a folder in data_dir")));
}
