-- Day sums kept by the outbox, so that any period's figures are added from a few rows however many orders there were.
-- `waits` and `lanes` are packed: one row a day answers for its median and its worst lanes as well.
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
    lanes BYTEA NOT NULL,
    PRIMARY KEY (shop_id, day, currency)
);

-- The numbers that packed lanes go by, counted from 1 for each shop.
CREATE TABLE insight_lane (
    shop_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    origin TEXT NOT NULL,
    destination TEXT NOT NULL,
    PRIMARY KEY (shop_id, number)
);
CREATE UNIQUE INDEX insight_lane_places ON insight_lane (shop_id, origin, destination);
