//! What the house throws away by itself: kept answers past their days, sessions, links and invitations past their end,
//! events that everybody has heard long ago. Each is a recurring job; what they drop is dropped in small parts.

use crate::jobs::{Job, JobKind};
use crate::module::HandlerError;
use crate::{House, store};
use wasl_base::{EventId, Ids, Instant, ShopId};
use wasl_db::{BoxFuture, DbError, Sql, args};

const HOUR_SECONDS: i64 = 3_600;
/// Rows dropped in one transaction.
const PART_ROWS_MAX: i64 = 1_000;
/// Parts of one shop in one run; the rest waits for the next.
const PARTS_MAX: usize = 200;

pub fn jobs() -> Vec<JobKind> {
    vec![
        JobKind { kind: "platform.drop_old_answers", every_seconds: Some(HOUR_SECONDS), run: drop_old_answers },
        JobKind { kind: "platform.drop_ended_sessions", every_seconds: Some(HOUR_SECONDS), run: drop_ended_sessions },
        JobKind {
            kind: "platform.drop_ended_invitations",
            every_seconds: Some(24 * HOUR_SECONDS),
            run: drop_ended_invitations,
        },
        JobKind { kind: "platform.drop_heard_events", every_seconds: Some(24 * HOUR_SECONDS), run: drop_heard_events },
    ]
}

fn drop_old_answers<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        let before = house.config.answers_forgotten_before(house.clock.now());
        drop_in_parts(house, store::DROP_OLD_ANSWERS, before.us(), "answers").await
    })
}

/// Sessions, one-time links and the set-up link are one table: what a bearer may hold.
fn drop_ended_sessions<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        let drop = house.db.write(house.clock.now(), |tx, now| {
            Box::pin(async move { tx.run(store::DROP_EXPIRED_SESSIONS, args![*now]).await })
        });
        count("sessions", drop.await?);
        Ok(())
    })
}

/// Name and address of somebody who did not come are nobody's business any more.
fn drop_ended_invitations<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(
        async move { drop_in_parts(house, store::DROP_ENDED_INVITATIONS, house.clock.now().us(), "invitations").await },
    )
}

/// An event that still waits for somebody stays, however old it is, and so do all after it.
fn drop_heard_events<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        let before = first_id_at(house.config.events_forgotten_before(house.clock.now()));
        drop_in_parts(house, store::DROP_HEARD_EVENTS, before.number(), "events").await
    })
}

/// Ids are led by their time, so that old events are found by their key alone.
fn first_id_at(instant: Instant) -> EventId {
    Ids::new(0).next(instant.ms())
}

/// For jobs that sweep: of every shop, in small parts. `sql` takes the shop, a bound and how many.
pub async fn drop_in_parts(house: &House, sql: Sql, bound: i64, what: &'static str) -> Result<(), HandlerError> {
    let mut read = house.db.read().await?;
    let shops = read.all(store::SHOP_IDS, args![], |row| row.get::<ShopId>(0)).await?;
    drop(read);
    for shop in shops {
        for _ in 0..PARTS_MAX {
            let dropped = drop_part(house, sql, shop, bound).await?;
            count(what, dropped);
            if dropped < PART_ROWS_MAX.unsigned_abs() {
                break;
            }
        }
    }
    Ok(())
}

async fn drop_part(house: &House, sql: Sql, shop: ShopId, bound: i64) -> Result<u64, DbError> {
    let part =
        house.db.write((), move |tx, ()| Box::pin(async move { tx.run(sql, args![shop, bound, PART_ROWS_MAX]).await }));
    part.await
}

fn count(what: &'static str, rows: u64) {
    metrics::counter!("wasl_swept_rows_total", "what" => what).increment(rows);
}
