-- What was begun at a contact remembers it: a connection to a service, an item of the library that was sent.

ALTER TABLE connections ADD COLUMN contact_id {id};
CREATE INDEX connections_by_contact ON connections (organization_id, contact_id, created_at, id);

ALTER TABLE library_sends ADD COLUMN contact_id {id};
CREATE INDEX library_sends_by_contact ON library_sends (organization_id, contact_id, sent_at, id);
