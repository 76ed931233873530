//! What a sum of scans comes to: by example, and for any order and repetition.

use super::*;
use proptest::prelude::*;

fn scan(minute: i64, status: Status, substatus: Option<Substatus>, text: &str) -> Scan {
    Scan {
        carrier_event_id: None,
        raw_time: minute.to_string(),
        at: Instant::from_us(minute * 60_000_000),
        code: String::new(),
        place: String::new(),
        text: text.to_owned(),
        status,
        substatus,
    }
}

fn state_of(scans: &[Scan]) -> State {
    let mut state = State::default();
    for scan in scans {
        state.add(scan, scan.key());
    }
    state
}

#[test]
fn a_late_scan_never_undelivers() {
    let state = state_of(&[scan(9, Status::Delivered, None, ""), scan(12, Status::InTransit, None, "")]);
    assert_eq!((state.status(), state.milestone(), state.is_open()), (Status::Delivered, Milestone::Delivered, false));
}

#[test]
fn back_to_the_depot_keeps_the_furthest_step() {
    let state = state_of(&[scan(9, Status::OutForDelivery, None, ""), scan(12, Status::InTransit, None, "")]);
    assert_eq!((state.status(), state.milestone()), (Status::InTransit, Milestone::OutForDelivery));
}

#[test]
fn a_label_after_the_first_scan_says_nothing_new() {
    let state = state_of(&[scan(9, Status::InTransit, None, ""), scan(12, Status::InfoReceived, None, "")]);
    assert_eq!(state.status(), Status::InTransit);
    assert_eq!(state_of(&[scan(1, Status::InfoReceived, None, "")]).status(), Status::InfoReceived);
    assert_eq!(state_of(&[]).status(), Status::Pending);
}

#[test]
fn the_same_scan_has_the_same_key_and_no_other_has() {
    let one = scan(9, Status::InTransit, None, "Departed");
    assert_eq!(one.key(), scan(9, Status::Delivered, None, "Departed").key(), "how we read it is not part of it");
    assert_ne!(one.key(), scan(9, Status::InTransit, None, "Departed ").key());
    let moved = Scan { code: "D".into(), place: String::new(), ..one.clone() };
    let other = Scan { code: String::new(), place: "D".into(), ..one.clone() };
    assert_ne!(moved.key(), other.key(), "parts are told apart");
    let told = |id: &str| Scan { carrier_event_id: Some(id.into()), ..one.clone() };
    assert_eq!(told("7").key(), Scan { text: "x".into(), ..told("7") }.key());
    assert_ne!(told("7").key(), told("8").key());
}

#[test]
fn a_parcel_that_came_back_had_been_taken() {
    let back = state_of(&[scan(9, Status::Exception, Some(Substatus::Returned), "")]);
    assert_eq!((back.shipped_at, back.is_returned()), (Some(Instant::from_us(540_000_000)), true));
    let torn_before = state_of(&[scan(9, Status::Exception, None, ""), scan(10, Status::Expired, None, "")]);
    assert_eq!(torn_before.shipped_at, None, "trouble alone says nothing of possession");
    let city = state_of(&[scan(9, Status::Exception, Some(Substatus::ArrivedInCity), "")]);
    assert_eq!((city.shipped_at.is_some(), city.milestone()), (true, Milestone::Arrived));
}

#[test]
fn turning_back_lasts_until_another_scan_or_the_end() {
    let turned = [scan(9, Status::AttemptFail, None, ""), scan(10, Status::InTransit, Some(Substatus::Returning), "")];
    let mut state = state_of(&turned);
    assert!(state.is_returning() && !state.is_returned());
    let again = scan(11, Status::OutForDelivery, None, "");
    state.add(&again, again.key());
    assert!(!state.is_returning(), "it set out once more");
    let mut home = state_of(&turned);
    let back = scan(12, Status::Exception, Some(Substatus::Returned), "");
    home.add(&back, back.key());
    assert!(home.is_returned() && !home.is_returning());
}

#[test]
fn a_number_used_again_is_the_newest_parcel_that_existed() {
    let id = ShipmentId::from_number;
    let at = Instant::from_us;
    let carriers = [(id(3), at(300)), (id(2), at(200)), (id(1), at(100))];
    for (scan_at, owner) in [(99, 1), (100, 1), (199, 1), (200, 2), (300, 3), (900, 3)] {
        assert_eq!(owner_of_scan(&carriers, at(scan_at)), Some(id(owner)), "{scan_at}");
    }
    assert_eq!(owner_of_scan(&[], at(1)), None);
}

fn any_scan() -> impl Strategy<Value = Scan> {
    (0i64..20, 0usize..9, prop::option::of(0usize..4), "[a-c]{0,1}").prop_map(|(minute, status, sub, text)| {
        scan(minute, Status::ALL[status], sub.map(|place| Substatus::ALL[place]), &text)
    })
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_end_in_the_same_state(
        scans in prop::collection::vec(any_scan(), 0..12),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let straight = state_of(&scans);
        let mut mixed: Vec<Scan> = if scans.is_empty() { Vec::new() } else {
            order.iter().map(|place| scans[place.index(scans.len())].clone()).collect()
        };
        mixed.extend(scans.iter().rev().cloned());
        prop_assert_eq!(state_of(&mixed), straight);
    }

    #[test]
    fn milestones_only_go_forward(scans in prop::collection::vec(any_scan(), 1..15)) {
        let mut state = State::default();
        let mut furthest = Milestone::Created;
        for scan in &scans {
            state.add(scan, scan.key());
            prop_assert!(state.milestone() >= furthest);
            furthest = state.milestone();
        }
    }
}
