-- What an organization shows to everybody: how its pages look, what they say, where help is, what meets, and who may
-- be sent on from there.

-- How the public pages look and where one finds us. A row is made when somebody first changes something.
CREATE TABLE public_faces (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    -- The name on the pages; empty: the organization's own.
    name TEXT NOT NULL,
    -- The colour of links and buttons as #rrggbb, dark enough to be read; empty: the program's own.
    accent TEXT NOT NULL,
    -- A picture in the store, and what it shows in words.
    logo_id {id},
    logo_type TEXT NOT NULL,
    logo_alt TEXT NOT NULL,
    -- Where help lines should work, such as US-NY-NYC; empty: only those of the whole country are shown.
    region TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id)
) {table};

-- What the pages say about the program, in each language in which somebody wrote it.
CREATE TABLE public_texts (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    language TEXT NOT NULL,
    lead_words TEXT NOT NULL,
    about_words TEXT NOT NULL,
    PRIMARY KEY (organization_id, language)
) {table};

CREATE TABLE partners (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    words TEXT NOT NULL,
    url TEXT NOT NULL,
    created_at {time} NOT NULL,
    removed_at {time},
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX partners_by_name ON partners (organization_id, sort_key, id) WHERE removed_at IS NULL;

-- The organization's own lines to call or text, beside those of rules/hotlines.toml.
CREATE TABLE help_lines (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    label TEXT NOT NULL,
    words TEXT NOT NULL,
    call_number TEXT NOT NULL,
    text_number TEXT NOT NULL,
    -- The word to send first, when the line wants one.
    text_word TEXT NOT NULL,
    url TEXT NOT NULL,
    -- When somebody last tried the line themselves.
    checked_on {date} NOT NULL,
    checked_by {id},
    created_at {time} NOT NULL,
    removed_at {time},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX help_lines_by_age ON help_lines (organization_id, created_at, id) WHERE removed_at IS NULL;

-- What an organization says of a line that the rules bring along: left out, or tried by somebody here on a day.
CREATE TABLE help_line_marks (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    -- The name of the record in rules/hotlines.toml.
    line TEXT NOT NULL,
    is_left_out {bool} NOT NULL,
    checked_on {date},
    checked_by {id},
    PRIMARY KEY (organization_id, line)
) {table};

-- Groups and meetings. Times are those of a clock on the wall in the zone; the rule is RFC 5545's, empty for once.
CREATE TABLE gatherings (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    -- For whom it is, and how to join, in plain words.
    audience TEXT NOT NULL,
    joining TEXT NOT NULL,
    place TEXT NOT NULL,
    -- Where to join online; shown to everybody.
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    program_id {id},
    time_zone TEXT NOT NULL,
    starts_on {date} NOT NULL,
    at_time TEXT NOT NULL,
    minutes {int} NOT NULL CHECK (minutes > 0),
    rule TEXT NOT NULL,
    -- The last day on which it can meet by the rule; none: until somebody ends it.
    ends_on {date},
    is_shown {bool} NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    changed_at {time} NOT NULL,
    removed_at {time},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE INDEX gatherings_by_age ON gatherings (organization_id, created_at, id) WHERE removed_at IS NULL;

-- One day on which it is otherwise: called off, or at another time or place.
CREATE TABLE gathering_changes (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    gathering_id {id} NOT NULL,
    -- The day by the rule.
    on_date {date} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('cancelled', 'moved')),
    reason TEXT NOT NULL,
    -- Where a moved one goes; the place only when it is another.
    to_date {date},
    to_time TEXT NOT NULL,
    to_place TEXT NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, gathering_id) REFERENCES gatherings (organization_id, id)
) {table};
CREATE UNIQUE INDEX gathering_changes_by_day ON gathering_changes (organization_id, gathering_id, on_date);

-- What came in by the public form: its number, and the referral that it began. The words are the referral's alone.
CREATE TABLE public_referrals (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    -- What whoever sent it holds in hand.
    reference TEXT NOT NULL,
    program_id {id} NOT NULL,
    referral_id {id} NOT NULL,
    is_for_self {bool} NOT NULL,
    language TEXT NOT NULL,
    received_at {time} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, referral_id) REFERENCES referrals (organization_id, id)
) {table};
CREATE UNIQUE INDEX public_referrals_by_reference ON public_referrals (organization_id, reference);
CREATE INDEX public_referrals_by_referral ON public_referrals (organization_id, referral_id);
