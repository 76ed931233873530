//! Where storefronts call: `POST /hooks/{shop's short id}/{connection}`. Verified, kept, answered at once; what it means is
//! found out later. Any answer of 2xx tells the storefront not to repeat itself.

use crate::model::Storefront;
use crate::platforms::{HeaderNames, Headers};
use crate::read::find_storefront;
use crate::receive_message::{Received, receive_message};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use wasl_base::StorefrontId;
use wasl_platform::{House, Problem, shop_by_short};

pub async fn receive(
    State(house): State<House>,
    Path((short, storefront)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let shop = shop_by_short(&house, &short).await?;
    let id: StorefrontId = storefront.parse().map_err(|_| Problem::not_found())?;
    let body = body.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "platform.body_too_large"))?;
    let mut read = house.db.read().await?;
    let Storefront { platform, .. } = find_storefront(&mut read, shop.id, id).await?;
    drop(read);
    let said = said(&headers, platform.header_names());
    Ok(match receive_message(&house, &shop, id, said, &body).await? {
        Received::Kept | Received::Again => StatusCode::ACCEPTED,
        Received::Greeted => StatusCode::OK,
    })
}

fn said(headers: &HeaderMap, names: HeaderNames) -> Headers<'_> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    Headers { topic: text(names.topic), webhook_id: text(names.webhook_id), signature: text(names.signature) }
}
