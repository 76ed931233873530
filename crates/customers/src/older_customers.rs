//! Customers of before are made findable as those of today are: by city, by sound, by the end of a telephone.

use crate::search::{self, CATCH_UP_EVERY_SECONDS, Page};
use crate::{SEARCH_KIND, store};
use wasl_base::CustomerId;
use wasl_db::{BoxFuture, Tx, args};
use wasl_platform::{HandlerError, House, Job, JobKind};

pub fn job() -> JobKind {
    JobKind { kind: "customers.bring_up_search", every_seconds: Some(CATCH_UP_EVERY_SECONDS), run }
}

fn run<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(search::catch_up(house, SEARCH_KIND, page))
}

/// Each customer is held while their words are written: somebody may be changing their name.
fn page(tx: &mut Tx, page: Page) -> BoxFuture<'_, Result<Option<i64>, HandlerError>> {
    Box::pin(async move {
        let asked = args![page.shop, page.after, page.limit];
        let ids: Vec<CustomerId> = tx.all(store::CUSTOMERS_AFTER, asked, |row| row.get(0)).await?;
        for id in &ids {
            let held = tx.opt_locked(store::FIND_CUSTOMER, args![page.shop, id], store::customer_of).await?;
            if let Some(customer) = held {
                search::add_terms_in(tx, page.shop, SEARCH_KIND, id.number(), &customer.terms()).await?;
            }
        }
        Ok(ids.last().map(|last| last.number()))
    })
}
