//! The sums against an oracle that counts every fact in memory: in any order, in any period, on both engines.

mod support;

use std::sync::Arc;
use support::{Counted, count, modules, shuffled, story, tell};
use wasl_base::{CalendarDate, Currency, Instant, Money};
use wasl_db::Tx;
use wasl_events::DomainEvent;
use wasl_insight::{Choice, Figures, Home, LANE_PARCELS_MIN, LaneCounts, Period, WORST_LANES_MAX, home};
use wasl_ledger::{AccountCode, Dims, EntryDraft, Heading, LedgerError, LineDraft, post_entry_in};
use wasl_platform::Shop;
use wasl_platform::testing::{START, TestHouse, on_both};

const HOUR_US: i64 = 3_600_000_000;

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    on_both(modules, |t| async move {
        wasl_db::testing::check_statements(&t.house.db, wasl_insight::module().statements).await;
    })
    .await;
}

async fn ask(t: &TestHouse, shop: &Shop, choice: Choice) -> Home {
    let mut read = t.house.db.read().await.expect("read");
    home(&mut read, shop, START, choice, true).await.expect("home")
}

fn day(text: &str) -> CalendarDate {
    text.parse().expect(text)
}

/// The figures agree with counting, quantiles within their stated bound.
fn check(figures: &Figures, facts: &[(Instant, DomainEvent)], period: Period) {
    let expect = count(facts, period);
    let mut sales = figures.sales.clone();
    sales.retain(|_, minor| *minor != 0);
    let found = Counted {
        placed: figures.placed,
        cancelled: figures.cancelled,
        sales,
        shipped: figures.shipped,
        delivered: figures.delivered,
        promised: figures.promised,
        on_time: figures.on_time,
        returned: figures.returned,
        waits: expect.waits.clone(),
        lanes: expect.lanes.clone(),
    };
    assert_eq!(found, expect, "{period:?}");
    assert_eq!(figures.waits.total(), expect.waits.len() as i64);
    for (wait, permille) in [(figures.median_wait(), 500), (figures.nine_of_ten_wait(), 900)] {
        let rank = (expect.waits.len() * permille).div_ceil(1_000).max(1);
        let exact = expect.waits.get(rank - 1);
        assert_eq!(wait.is_some(), exact.is_some());
        if let (Some(wait), Some(exact)) = (wait, exact) {
            assert!((wait.hours * HOUR_US - exact).abs() <= 3 * HOUR_US, "{wait:?} for {exact} µs at {permille}");
        }
    }
}

fn check_lanes(home: &Home, facts: &[(Instant, DomainEvent)]) {
    let mut expect: Vec<_> = count(facts, home.period).lanes.into_iter().collect();
    let is_few = |counts: &LaneCounts| counts.promised < LANE_PARCELS_MIN;
    let few: i64 = expect.iter().filter(|(_, counts)| is_few(counts)).map(|(_, counts)| counts.promised).sum();
    assert_eq!(home.lanes.unranked_parcels, few);
    expect.retain(|(_, counts)| !is_few(counts) && counts.late > 0);
    let mut found = home.lanes.worst.clone();
    found.sort_by(|(left, _), (right, _)| left.cmp(right));
    assert!(expect.len() <= WORST_LANES_MAX, "the story keeps to few lanes");
    assert_eq!(found, expect);
}

#[tokio::test]
async fn sums_equal_counting_one_by_one() {
    on_both(modules, |t| async move {
        let facts = story(7, 400, 80);
        tell(&t, &t.shop, &facts).await;
        assert_eq!(t.drain().await, facts.len() as u64);
        for choice in [
            Choice::Last(7),
            Choice::Last(30),
            Choice::Last(90),
            Choice::Last(365),
            Choice::Between(Period { first: day("2026-10-01"), last: day("2026-10-17") }),
            Choice::Between(Period { first: day("2026-10-05"), last: day("2026-10-05") }),
        ] {
            let found = ask(&t, &t.shop, choice).await;
            check(&found.figures, &facts, found.period);
            check_lanes(&found, &facts);
            if let Some(before) = &found.before {
                check(before, &facts, found.period.before());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_order_of_telling_changes_nothing() {
    on_both(modules, |t| async move {
        let (other, _) = t.other_shop().await;
        let facts = story(11, 150, 40);
        tell(&t, &t.shop, &facts).await;
        t.drain().await;
        for part in shuffled(5, facts.clone()).chunks(37) {
            tell(&t, &other, part).await;
            t.drain().await;
        }
        let (one, two) = (ask(&t, &t.shop, Choice::Last(30)).await, ask(&t, &other, Choice::Last(30)).await);
        assert_eq!(one.figures, two.figures);
        assert_eq!(one.before, two.before);
        assert_eq!(one.lanes, two.lanes);
        assert_eq!((one.orders, one.promises), (two.orders, two.promises));
        check(&one.figures, &facts, one.period);
    })
    .await;
}

#[tokio::test]
async fn a_shop_s_figures_are_its_own() {
    on_both(modules, |t| async move {
        let (other, _) = t.other_shop().await;
        tell(&t, &t.shop, &story(3, 20, 10)).await;
        t.drain().await;
        let found = ask(&t, &other, Choice::Last(30)).await;
        assert!(found.is_new && found.figures.is_empty());
        assert_eq!((found.before, found.lanes.ranked, found.is_historical), (None, 0, false));
    })
    .await;
}

#[tokio::test]
async fn history_is_shown_where_it_lies() {
    on_both(modules, |t| async move {
        let shift = -400 * support::DAY_SECONDS;
        let mut facts = story(13, 60, 20);
        facts.retain(|(_, fact)| matches!(fact, DomainEvent::OrderPlaced(_)));
        for (at, fact) in &mut facts {
            *at = at.plus_seconds(shift);
            if let DomainEvent::OrderPlaced(placed) = fact {
                placed.placed_on = placed.placed_on.plus_days(-400);
            }
        }
        tell(&t, &t.shop, &facts).await;
        t.drain().await;
        let found = ask(&t, &t.shop, Choice::default()).await;
        assert!(found.is_historical && !found.is_new);
        assert_eq!(found.figures.placed, 60);
        let newest = facts.iter().map(|(at, _)| at.date_in(&support::zone())).max().expect("facts");
        assert_eq!(found.period.last, newest);
        assert_eq!(found.before, None, "there is nothing before the first day");
        let asked = Choice::Between(Period { first: day("2026-11-01"), last: day("2026-11-22") });
        let none = ask(&t, &t.shop, asked).await;
        assert!(!none.is_historical && none.figures.is_empty());
    })
    .await;
}

#[tokio::test]
async fn cash_owed_is_what_the_books_say() {
    on_both(modules, |t| async move {
        let context = (t.house.stamp(), Arc::clone(&t.shop));
        let posted = t.house.db.write(context, |tx: &mut Tx, (stamp, shop)| {
            Box::pin(async move {
                for money in [Money::new(700, Currency::BRL), Money::new(31_500, Currency::SAR)] {
                    post_entry_in(tx, stamp, shop.id, &collected(money)).await?;
                }
                Ok::<_, LedgerError>(())
            })
        });
        posted.await.expect("posted");
        let found = ask(&t, &t.shop, Choice::default()).await;
        assert_eq!(found.now.cash_owed, [Money::new(31_500, Currency::SAR), Money::new(700, Currency::BRL)]);
    })
    .await;
}

fn collected(money: Money) -> EntryDraft {
    let heading = Heading {
        key: format!("test:{}", money.currency),
        document: "test".to_owned(),
        date: day("2026-11-20"),
        at: START,
        memo: None,
    };
    let lines = vec![
        LineDraft::debit(AccountCode::COD, money, Dims::default()),
        LineDraft::credit(AccountCode::SALES, money, Dims::default()),
    ];
    EntryDraft::balanced(heading, lines).expect("balanced")
}
