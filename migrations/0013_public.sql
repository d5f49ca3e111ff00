-- The host name under which an organization's public pages stand, when one installation serves several.
ALTER TABLE organizations ADD COLUMN public_host TEXT;
CREATE UNIQUE INDEX organizations_by_public_host ON organizations (public_host);
