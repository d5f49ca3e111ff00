-- The connection of step 18 was begun at the contact of step 3.
UPDATE connections SET contact_id = {id 10} WHERE organization_id = {id 1};
