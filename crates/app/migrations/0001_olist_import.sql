-- How far an import of a set has come, and what it has written: an interrupted run goes on from here.
CREATE TABLE olist_import (
    shop_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    orders_seen BIGINT NOT NULL,
    orders_added BIGINT NOT NULL,
    orders_known BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    payments BIGINT NOT NULL,
    parcels BIGINT NOT NULL,
    deliveries BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, source)
);
