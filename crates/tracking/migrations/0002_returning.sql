-- A parcel on its way back must not be told as one that is coming: the newest scan's sub-status stays with its status.
ALTER TABLE shipment ADD COLUMN moved_substatus TEXT;
