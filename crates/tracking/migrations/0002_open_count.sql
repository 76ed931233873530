-- How many parcels are under way, by status, kept as sums: a page that counts them one by one takes as long as there are.
CREATE TABLE shipment_open_count (
  shop_id BIGINT NOT NULL,
  status TEXT NOT NULL,
  parcels BIGINT NOT NULL,
  PRIMARY KEY (shop_id, status)
);
INSERT INTO shipment_open_count (shop_id, status, parcels)
  SELECT shop_id, status, COUNT(*) FROM shipment WHERE is_open = 1 GROUP BY shop_id, status;
