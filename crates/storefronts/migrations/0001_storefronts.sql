-- Connections to the shop's storefronts, every message as it came, and the newest that was told of each thing.
CREATE TABLE storefront (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Opens the references of its orders, so that two storefronts may count alike.
    prefix TEXT NOT NULL,
    -- Sealed with the key of the house; the one before is good for a while after a change.
    secret BYTEA NOT NULL,
    secret_before BYTEA,
    secret_changed_at BIGINT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- When somebody last came with a wrong signature, to within a minute.
    refused_at BIGINT,
    PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX storefront_prefix ON storefront (shop_id, prefix);

CREATE TABLE storefront_message (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    storefront_id BIGINT NOT NULL,
    -- SHA-256 of what makes it the same message.
    digest BYTEA NOT NULL,
    topic TEXT NOT NULL,
    webhook_id TEXT,
    body TEXT NOT NULL, -- personal
    state TEXT NOT NULL,
    -- How often it came.
    times BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- Why it was refused, and where in the body.
    code TEXT,
    field TEXT,
    -- What it was about, e.g. `order 1042`, and the order of ours that came of it.
    about TEXT,
    order_ref TEXT,
    order_id BIGINT,
    PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX storefront_message_digest ON storefront_message (shop_id, storefront_id, digest);
CREATE INDEX storefront_message_newest ON storefront_message (shop_id, storefront_id, id);
CREATE INDEX storefront_message_state ON storefront_message (shop_id, storefront_id, state, id);
CREATE INDEX storefront_message_held ON storefront_message (shop_id, storefront_id, order_ref, id) WHERE state = 'held';

-- One row for each thing of a storefront: the newest that was told of it, whatever order the messages came in.
CREATE TABLE storefront_object (
    shop_id BIGINT NOT NULL,
    storefront_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    external_id TEXT NOT NULL,
    -- The order that a payment, a parcel or a refund belongs to.
    parent TEXT,
    -- When the storefront changed it, microseconds; of two at one instant the one that is further on, then the greater digest.
    version BIGINT NOT NULL,
    progress BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    told TEXT NOT NULL, -- personal
    -- Our row that stands for it.
    row_id BIGINT,
    -- What of it our row does not follow.
    problem TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, storefront_id, kind, external_id)
);
CREATE INDEX storefront_object_parent ON storefront_object (shop_id, storefront_id, parent, kind, external_id);
CREATE INDEX storefront_object_problem ON storefront_object (shop_id, storefront_id, updated_at) WHERE problem IS NOT NULL;
