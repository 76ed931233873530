//! Every bad thing is found, told with what to do, and nothing good is called bad.

use super::*;
use crate::backup::LastBackup;
use crate::open_house;
use std::fs;
use std::path::Path;
use wasl_base::Instant;
use wasl_platform::testing::{START, palm_shop};
use wasl_platform::{create_shop, find_shop_by_handle};

fn settings(data_dir: &Path) -> Config {
    // Nobody listens at port 1.
    Config { data_dir: data_dir.to_owned(), listen: "127.0.0.1:1".to_owned(), ..Config::default() }
}

/// The worst of what is said about something, and all of it.
fn of(found: &[Finding], about: &str) -> (State, String) {
    let told: Vec<&Finding> = found.iter().filter(|one| one.about == about).collect();
    let worst = told.iter().map(|one| one.state).max().unwrap_or_else(|| panic!("nothing about {about}: {found:#?}"));
    for one in &told {
        assert_eq!(one.advice.is_empty(), one.state == State::Ok, "advice is for what is not well: {one}");
    }
    (worst, told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn check_settings(change: fn(&mut Config), about: &str, expect: State) {
    let mut config = Config::default();
    change(&mut config);
    let found = settings::look(&config);
    assert_eq!(of(&found, about).0, expect, "{found:#?}");
}

#[test]
fn traps_among_settings_are_found() {
    use State::{Bad, Ok, Warn};
    let address = "public address";
    check_settings(|_| (), address, Ok);
    check_settings(|it| it.listen = "0.0.0.0:80".into(), address, Warn);
    check_settings(|it| it.public_url = "https://wasl.example/".into(), address, Ok);
    check_settings(|it| it.public_url = "http://wasl.example".into(), address, Warn);
    check_settings(|it| it.public_url = "wasl.example".into(), address, Bad);
    check_settings(|it| it.public_url = "https://".into(), address, Bad);
    check_settings(|it| it.public_url = "https://wasl.example/shop".into(), address, Bad);
    let past = |it: &mut Config| (it.public_url, it.listen) = ("https://a.example".into(), "[::]:8080".into());
    check_settings(past, "listen", Warn);
    check_settings(|it| it.public_url = "https://a.example".into(), "metrics", Warn);
    check_settings(|it| it.metrics_listen = "127.0.0.1:9184".into(), "metrics", Ok);
    check_settings(|it| it.metrics_listen = "0.0.0.0:9184".into(), "metrics", Warn);
    check_settings(|_| (), "workers", Ok);
    check_settings(|it| it.workers = 0, "workers", Warn);
    check_settings(|it| it.drain_seconds = 300, "stop", Warn);
    check_settings(|it| it.show_components = true, "show_components", Warn);
    let way = "way to the database";
    check_settings(|_| (), way, Ok);
    check_settings(|it| it.database_url = "mysql://x".into(), way, Bad);
    check_settings(|it| it.database_url = "postgres://wasl@db.example/wasl".into(), way, Warn);
    check_settings(|it| it.database_url = "postgres://wasl@db.example/wasl?sslmode=require".into(), way, Ok);
    for near in ["localhost", "127.0.0.1:5432", "[::1]", "%2Frun%2Fpostgresql", ""] {
        let database_url = format!("postgres://wasl:secret@{near}/wasl");
        let found = settings::look(&Config { database_url, ..Config::default() });
        let (state, told) = of(&found, way);
        assert_eq!(state, Ok, "{told}");
        assert!(!told.contains("secret"), "{told}");
    }
}

#[test]
fn limits_room_clock_and_backups_are_judged() {
    use State::{Bad, Ok, Warn};
    for (limit, expect) in [(Some(999), Bad), (Some(1_000), Warn), (Some(1_199), Warn), (Some(1_200), Ok), (None, Ok)] {
        assert_eq!(limits::files(limit, 1_000).state, expect, "{limit:?}");
    }
    let room = |mib: u64, files| folder::room_of(Path::new("data"), mib * 1024 * 1024, files).state;
    assert_eq!([room(0, None), room(199, None), room(200, None), room(2_048, None)], [Bad, Bad, Warn, Ok]);
    assert_eq!([room(9_000, Some(999)), room(9_000, Some(1_000))], [Bad, Ok]);
    let clock = |ahead: i64| store::clock(START, Some(START.plus_seconds(ahead))).state;
    assert_eq!([clock(-9), clock(60), clock(61)], [Ok, Ok, Bad]);
    assert_eq!(store::clock(START, None).state, Ok);

    let backup = |taken_at: &str, is_there: bool| {
        let last = LastBackup { taken_at: taken_at.to_owned(), path: "/backups/a".to_owned(), bytes: 1 };
        folder::backup(Some(&last), START, |_| is_there).state
    };
    let hours_ago = |hours: i64| START.plus_seconds(-hours * 3_600).to_string();
    assert_eq!([backup(&hours_ago(3), true), backup(&hours_ago(48), true)], [Ok, Ok]);
    assert_eq!([backup(&hours_ago(49), true), backup(&hours_ago(3), false), backup("x", true)], [Warn; 3]);
    assert_eq!(folder::backup(None, START, |_| true).state, Warn);

    let work = |parked, waited: Option<i64>| {
        let since = waited.map(|seconds| START.plus_seconds(-seconds));
        work::judge("nakheel", parked, since, START).len()
    };
    assert_eq!(
        [work(0, None), work(0, Some(900)), work(3, None), work(0, Some(901)), work(1, Some(5_000))],
        [0, 0, 1, 1, 2]
    );
}

/// A shop with three entries and their marks, closed in order.
async fn a_house(folder: &Path) -> Config {
    let config = settings(folder);
    let house = open_house(config.clone()).await.expect("opens");
    drop(crate::demo::prepare(&house, &crate::demo::DemoOptions { orders: 30, seed: 5 }).await.expect("a year"));
    house.db.close().await.expect("closes");
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).expect("rights");
    config
}

async fn looked(config: &Config) -> Vec<Finding> {
    look(config, Depth::Whole).await
}

#[tokio::test]
async fn a_sound_house_has_nothing_bad() {
    let folder = tempfile::tempdir().expect("folder");
    let config = a_house(folder.path()).await;
    let before = fs::read_dir(folder.path()).expect("lists").count();
    let found = looked(&config).await;
    let all_well = ["data folder", "house key", "database", "books and marks", "clock", "work", "workers"];
    for about in all_well {
        assert_eq!(of(&found, about).0, State::Ok, "{found:#?}");
    }
    assert_eq!(of(&found, "server").0, State::Warn, "nobody serves it");
    assert_eq!(of(&found, "backup").0, State::Warn, "none was taken");
    let after = fs::read_dir(folder.path()).expect("lists").count();
    assert!(after <= before + 2, "a look leaves at most the index of the log behind");

    // Beside a server at work it looks on as well.
    let house = open_house(Config { listen: "127.0.0.1:0".to_owned(), ..config.clone() }).await.expect("opens");
    let served = crate::serve(&house).await.expect("serves");
    let found = looked(&Config { listen: served.address.to_string(), ..config }).await;
    assert_eq!((of(&found, "server").0, of(&found, "database").0), (State::Ok, State::Ok), "{found:#?}");
    served.drain().await.expect("ends");
}

#[tokio::test]
async fn what_is_not_there_yet_is_said_and_not_made() {
    let folder = tempfile::tempdir().expect("folder");
    let found = looked(&settings(&folder.path().join("nothing"))).await;
    for about in ["data folder", "house key", "database"] {
        assert_eq!(of(&found, about).0, State::Warn, "{found:#?}");
    }
    assert!(!folder.path().join("nothing").exists());
    let file = folder.path().join("file");
    fs::write(&file, "x").expect("written");
    assert_eq!(of(&looked(&settings(&file)).await, "data folder").0, State::Bad);
}

#[tokio::test]
async fn a_key_that_others_read_and_a_folder_open_to_them_are_found() {
    let folder = tempfile::tempdir().expect("folder");
    let config = a_house(folder.path()).await;
    let mode = |mode| std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(folder.path(), mode(0o755)).expect("rights");
    fs::set_permissions(config.key_file(), mode(0o644)).expect("rights");
    let found = looked(&config).await;
    assert_eq!((of(&found, "data folder").0, of(&found, "house key").0), (State::Warn, State::Bad), "{found:#?}");
    fs::set_permissions(config.key_file(), mode(0o600)).expect("rights");
    fs::write(config.key_file(), "no key\n").expect("written");
    assert_eq!(of(&looked(&config).await, "house key").0, State::Bad);
}

#[tokio::test]
async fn books_behind_their_mark_and_a_damaged_mark_are_found() {
    let folder = tempfile::tempdir().expect("folder");
    let config = a_house(folder.path()).await;
    let path = crate::marks::path(&config);
    let sound = fs::read(&path).expect("marks");
    // The store as it was before anything was sold, beside marks that know better.
    let other = tempfile::tempdir().expect("folder");
    let empty = settings(other.path());
    let house = open_house(empty.clone()).await.expect("opens");
    create_shop(&house, palm_shop("nakheel")).await.expect("shop");
    assert!(find_shop_by_handle(&house, "nakheel").await.is_ok());
    house.db.close().await.expect("closes");
    fs::write(crate::marks::path(&empty), &sound).expect("written");
    let (state, told) = of(&looked(&empty).await, "books and marks");
    assert!(state == State::Bad && told.contains("was acknowledged"), "{told}");

    let mut torn = sound.clone();
    torn[4] ^= 1;
    fs::write(&path, &torn).expect("written");
    assert_eq!(
        of(&looked(&config).await, "books and marks").0,
        if sound.len() > 52 { State::Bad } else { State::Warn }
    );
    fs::remove_file(&path).expect("removed");
    assert_eq!(of(&looked(&config).await, "books and marks").0, State::Warn, "no mark at all");
}

#[tokio::test]
async fn a_damaged_store_another_version_s_and_one_that_is_away_are_found() {
    let folder = tempfile::tempdir().expect("folder");
    let config = a_house(folder.path()).await;
    let path = folder.path().join("wasl.db");
    let sound = fs::read(&path).expect("the store");
    let mut damaged = sound.clone();
    for page in 20..30 {
        damaged[page * 4_096..page * 4_096 + 200].fill(0xA5);
    }
    fs::write(&path, &damaged).expect("written");
    let (state, told) = of(&looked(&config).await, "database");
    assert_eq!(state, State::Bad, "{told}");
    fs::write(&path, &sound[..100]).expect("written");
    assert_eq!(of(&looked(&config).await, "database").0, State::Bad);
    fs::write(&path, "").expect("written");
    let (state, told) = of(&looked(&config).await, "database");
    assert!(state == State::Bad && told.contains("another version"), "{told}");
    let away = Config { database_url: "postgres://nobody@127.0.0.1:1/nothing".to_owned(), ..config.clone() };
    assert_eq!(of(&looked(&away).await, "database").0, State::Bad);
    fs::write(&path, &sound).expect("written");
    assert_eq!(of(&looked(&config).await, "database").0, State::Ok);
}

#[tokio::test]
async fn a_postgresql_without_a_store_or_without_safety_is_found() {
    wasl_db::testing::with_postgres(&[], |url| async move {
        let folder = tempfile::tempdir().expect("folder");
        let config = Config { database_url: url, ..settings(folder.path()) };
        assert_eq!(of(&looked(&config).await, "database").0, State::Bad, "nothing of wasl is in it");
        let house = open_house(config.clone()).await.expect("opens");
        create_shop(&house, palm_shop("nakheel")).await.expect("shop");
        house.db.close().await.expect("closes");
        let found = looked(&config).await;
        let (state, told) = of(&found, "database");
        // The tests' own server gives up safety for speed, and that is what must be said.
        let is_told = state == State::Ok || told.contains("a commit may be lost");
        assert!(is_told, "{told}");
        assert_eq!(of(&found, "clock").0, State::Ok);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_went_back_is_found() {
    let folder = tempfile::tempdir().expect("folder");
    let config = a_house(folder.path()).await;
    let found = store::look(&config, Depth::Quick, Instant::from_us(1_700_000_000_000_000)).await;
    assert_eq!(of(&found, "clock").0, State::Bad, "{found:#?}");
}
