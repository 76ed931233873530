-- Day sums kept by the outbox, so that any period's figures are added from a few rows however many orders there were.
-- `waits` holds the histogram of days to deliver, packed: one row a day answers for its median and 90th percentile.
CREATE TABLE insight_day (
    shop_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    placed BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    sales BIGINT NOT NULL,
    shipped BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    promised BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    waits BYTEA NOT NULL,
    PRIMARY KEY (shop_id, day, currency)
);

CREATE TABLE insight_lane_day (
    shop_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    origin TEXT NOT NULL,
    destination TEXT NOT NULL,
    delivered BIGINT NOT NULL,
    promised BIGINT NOT NULL,
    late BIGINT NOT NULL,
    waited BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (shop_id, day, origin, destination)
);
