//! Find anything: one question to orders, customers and parcels at once, as a page and as an API.

pub mod api;
pub mod page;
mod results;

use wasl_base::ShopId;
use wasl_customers::Customer;
use wasl_customers::search::How;
use wasl_db::Read;
use wasl_orders::{Order, OrderError};
use wasl_platform::PageProblem;
use wasl_tracking::Shipment;

/// Characters of a question that are read; nobody looks for more.
const QUESTION_CHARS_MAX: usize = 200;
/// Rows of each group on the page.
const GROUP_ROWS: usize = 10;
/// Found orders whose parcels are shown when few are found by their own numbers.
const ORDERS_WITH_PARCELS: usize = 5;

/// What was found, each group with the best first; one more than is shown tells that there is more.
#[derive(Default)]
struct Found {
    orders: Vec<(Order, How)>,
    customers: Vec<(Customer, How)>,
    shipments: Vec<(Shipment, How)>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.customers.is_empty() && self.shipments.is_empty()
    }
}

/// The question as it is read: without blanks around it, no longer than [`QUESTION_CHARS_MAX`].
fn tidied(question: Option<&str>) -> String {
    question.unwrap_or_default().trim().chars().take(QUESTION_CHARS_MAX).collect()
}

async fn find_all(read: &mut Read, shop: ShopId, question: &str) -> Result<Found, PageProblem> {
    let orders = wasl_orders::read::find_orders(read, shop, question, GROUP_ROWS + 1).await?;
    let customers = wasl_customers::read::search_customers(read, shop, question, GROUP_ROWS + 1).await?;
    let mut shipments = wasl_tracking::find_shipments(read, shop, question, GROUP_ROWS + 1).await?;
    for (order, how) in orders.iter().take(ORDERS_WITH_PARCELS) {
        for parcel in wasl_tracking::read::shipments_of_order(read, shop, order.id).await? {
            if !shipments.iter().any(|(known, _)| known.id == parcel.id) {
                shipments.push((parcel, *how));
            }
        }
    }
    shipments.truncate(GROUP_ROWS + 1);
    Ok(Found { orders, customers, shipments })
}

/// A number in the form in which two ways of writing it are equal.
fn code_of(text: &str) -> String {
    wasl_base::fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// The words of `kinds` in the API, in the order in which they are told.
const KINDS: [&str; 3] = ["order", "customer", "shipment"];

fn unknown_kind() -> OrderError {
    OrderError::UnknownWord { field: "/kinds".to_owned(), known: KINDS.join(", ") }
}
