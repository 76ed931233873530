//! An order with all that belongs to it: its lines as ours, the goods that were sent and where they were. Settled together,
//! whichever of them a message told, and only once the order itself was told.

use super::Taking;
use super::order::settle_order;
use crate::error::StorefrontError;
use crate::model::{ObjectKind, Rank};
use crate::store;
use serde_json::Value;
use std::collections::HashMap;
use wasl_base::{Instant, OrderId, OrderLineId, ShipmentId};
use wasl_db::{DbError, Row, Tx, args};

/// Things of one order that are looked at.
const CHILDREN_MAX: i64 = 5_000;

/// What became of an order and its own.
pub(super) enum Settled {
    /// It was not told yet: what belongs to it waits.
    Unknown,
    /// There is no order in what was told: a draft, or what was deleted before it was told.
    Nothing,
    Order(OrderId),
}

impl Settled {
    pub fn order(&self) -> Option<OrderId> {
        if let Self::Order(id) = self { Some(*id) } else { None }
    }
}

/// The newest that is known of an order.
pub(super) struct Family {
    pub external_id: String,
    pub row_id: Option<OrderId>,
    pub version: Instant,
    pub value: Value,
    /// What its storefront told of it before, where this message told it anew.
    pub before: Option<Value>,
    /// Our lines by the storefront's.
    pub lines: HashMap<String, OrderLineId>,
    pub fulfilments: Vec<Child>,
    pub scans: Vec<Child>,
}

/// Something that belongs to an order.
pub(super) struct Child {
    pub external_id: String,
    pub version: Instant,
    pub value: Value,
    /// Our parcel, where there is one.
    pub shipment: Option<ShipmentId>,
}

/// `before`: what the storefront told of the order before, when this message told the order itself anew.
pub(super) async fn settle_family(
    tx: &mut Tx,
    taking: &Taking<'_>,
    order: &str,
    before: Option<Value>,
) -> Result<Settled, StorefrontError> {
    let (shop, storefront) = (taking.shop.id, taking.storefront.id);
    let key = args![shop, storefront, ObjectKind::Order.as_str(), order];
    let Some(held) = tx.opt_locked(store::FIND_OBJECT, key, store::held_of).await? else {
        return Ok(Settled::Unknown);
    };
    let Rank { version, .. } = held.rank;
    let mut family = Family {
        external_id: order.to_owned(),
        row_id: held.row_id.map(OrderId::from_number),
        version: Instant::from_us(version),
        value: json_of(&held.told)?,
        before,
        lines: HashMap::new(),
        fulfilments: Vec::new(),
        scans: Vec::new(),
    };
    let is_new = family.row_id.is_none();
    load_children(tx, taking, &mut family).await?;
    let Some(id) = settle_order(tx, taking, family).await? else { return Ok(Settled::Nothing) };
    if is_new {
        // What waited for the order is settled with it.
        tx.send(store::RELEASE_HELD, args![shop, storefront, order, id]).await?;
    }
    Ok(Settled::Order(id))
}

pub(super) async fn load_children(
    tx: &mut Tx,
    taking: &Taking<'_>,
    family: &mut Family,
) -> Result<(), StorefrontError> {
    let key = args![taking.shop.id, taking.storefront.id, &family.external_id, CHILDREN_MAX];
    let rows: Vec<(String, String, i64, String, Option<i64>)> = tx.all(store::CHILDREN, key, child_of).await?;
    (family.lines, family.fulfilments, family.scans) = Default::default();
    for (kind, external_id, version, told, row_id) in rows {
        let child = |value| Child {
            external_id: external_id.clone(),
            version: Instant::from_us(version),
            value,
            shipment: row_id.map(ShipmentId::from_number),
        };
        match ObjectKind::parse(&kind) {
            Some(ObjectKind::Line) => {
                let line = external_id.split_once('/').map_or(external_id.as_str(), |(_, line)| line);
                family.lines.extend(row_id.map(|id| (line.to_owned(), OrderLineId::from_number(id))));
            }
            Some(ObjectKind::Fulfilment) => family.fulfilments.push(child(json_of(&told)?)),
            Some(ObjectKind::Scan) => family.scans.push(child(json_of(&told)?)),
            _ => {}
        }
    }
    Ok(())
}

fn child_of(row: &Row<'_>) -> Result<(String, String, i64, String, Option<i64>), DbError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

pub(super) fn json_of(told: &str) -> Result<Value, DbError> {
    serde_json::from_str(told).map_err(|_| DbError::Bug("what was told is no JSON".to_owned()))
}
