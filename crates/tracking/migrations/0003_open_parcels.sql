-- Lists and counts of open parcels are answered from an index of those alone, however many have arrived.
DROP INDEX shipment_open;
CREATE INDEX shipment_open ON shipment (shop_id, id, status, promised_on, origin) WHERE is_open = 1;
