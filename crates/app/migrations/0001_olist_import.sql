-- Which batches of a set are imported and what they held: an interrupted run goes on with the others.
CREATE TABLE olist_import (
    shop_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    first_order BIGINT NOT NULL,
    orders_added BIGINT NOT NULL,
    orders_known BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    payments BIGINT NOT NULL,
    parcels BIGINT NOT NULL,
    deliveries BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, source, first_order)
);
