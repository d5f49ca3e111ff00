-- How large somebody reads: usual, large or largest. The language stands beside it since the first step.
ALTER TABLE accounts ADD COLUMN text_size TEXT NOT NULL DEFAULT 'usual' CHECK (text_size IN ('usual', 'large', 'largest'));
