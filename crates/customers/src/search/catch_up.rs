//! Rows that were written before their words were kept as they are now are brought up by a job: page by page in the order
//! of their ids, each page one transaction that also says how far it came. It may end at any moment and goes on from there.

use crate::store;
use std::time::{Duration, Instant};
use wasl_base::ShopId;
use wasl_db::{BoxFuture, Tx, args};
use wasl_platform::{HandlerError, House, list_shops};

/// How often a room looks whether something is left, in seconds: one question for each shop when nothing is.
pub const EVERY_SECONDS: i64 = 60;
/// Which words are kept: a room whose rows were brought up by an older rule does it again.
const RULE: i64 = 2;
/// Rows of one transaction: writers who wait for the store wait no longer than for these.
const PAGE_ROWS: i64 = 200;
/// The job ends by then and comes again; under `RUN_SECONDS_MAX` of the jobs.
const WORK_FOR: Duration = Duration::from_secs(150);

/// The ids that follow `after`, at most `limit`, in ascending order.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub shop: ShopId,
    pub after: i64,
    pub limit: i64,
}

/// Writes the words of a page's rows; the id of the last row, none when there was no row.
pub type PageFn = for<'t> fn(&'t mut Tx, Page) -> BoxFuture<'t, Result<Option<i64>, HandlerError>>;

/// Brings up the rows of `kind` in every shop, as many as time allows.
pub async fn catch_up(house: &House, kind: &'static str, page: PageFn) -> Result<(), HandlerError> {
    let began = Instant::now();
    let shops = list_shops(house).await.map_err(|error| HandlerError::Failed(error.to_string()))?;
    for shop in shops.iter() {
        while began.elapsed() < WORK_FOR {
            if next_page(house, shop.id, kind, page).await? {
                break;
            }
        }
    }
    Ok(())
}

/// True when nothing is left.
async fn next_page(house: &House, shop: ShopId, kind: &'static str, page: PageFn) -> Result<bool, HandlerError> {
    let mut read = house.db.read().await?;
    let key = args![shop, kind, RULE];
    let progress = read.opt(store::CAUGHT_UP, key, |row| Ok((row.get::<i64>(0)?, row.get::<bool>(1)?))).await?;
    let (after, is_done) = progress.unwrap_or((i64::MIN, false));
    drop(read);
    if is_done {
        return Ok(true);
    }
    let step = house.db.write((), move |tx, ()| {
        Box::pin(async move {
            let last = page(tx, Page { shop, after, limit: PAGE_ROWS }).await?;
            tx.run(store::CATCH_UP, args![shop, kind, RULE, last.unwrap_or(after), last.is_none()]).await?;
            Ok::<_, HandlerError>(last.is_none())
        })
    });
    step.await
}
