//! Orders of before are made findable as those of today are: by city, by sound, by mail, by the end of a telephone.

use crate::place_order::terms_of;
use crate::{SEARCH_KIND, store};
use wasl_base::OrderId;
use wasl_customers::search::{self, CATCH_UP_EVERY_SECONDS, Page};
use wasl_db::{BoxFuture, Tx, args};
use wasl_platform::{HandlerError, House, Job, JobKind};

pub fn job() -> JobKind {
    JobKind { kind: "orders.bring_up_search", every_seconds: Some(CATCH_UP_EVERY_SECONDS), run }
}

fn run<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(search::catch_up(house, SEARCH_KIND, page))
}

/// Each order is held while its words are written: somebody may be changing its recipient.
fn page(tx: &mut Tx, page: Page) -> BoxFuture<'_, Result<Option<i64>, HandlerError>> {
    Box::pin(async move {
        let asked = args![page.shop, page.after, page.limit];
        let ids: Vec<OrderId> = tx.all(store::ORDERS_AFTER, asked, |row| row.get(0)).await?;
        for id in &ids {
            if let Some(order) = tx.opt_locked(store::FIND_ORDER, args![page.shop, id], store::order_of).await? {
                search::add_terms_in(tx, page.shop, SEARCH_KIND, id.number(), &terms_of(&order)).await?;
            }
        }
        Ok(ids.last().map(|last| last.number()))
    })
}
