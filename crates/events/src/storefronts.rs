//! What storefronts say.

use serde::{Deserialize, Serialize};
use wasl_base::{StorefrontId, StorefrontMessageId};

/// A signed message of a storefront was kept, or is to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorefrontTold {
    pub storefront: StorefrontId,
    pub message: StorefrontMessageId,
}
