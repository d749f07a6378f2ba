-- +goose Up
CREATE TABLE attempts (
    id               TEXT PRIMARY KEY,
    scenario         TEXT NOT NULL,
    scenario_version INTEGER NOT NULL,
    content          TEXT NOT NULL,
    target           TEXT NOT NULL,
    stage            TEXT NOT NULL,
    minutes          INTEGER NOT NULL CHECK (minutes >= 0),
    source           TEXT NOT NULL CHECK (source IN ('practice', 'import', 'room')),
    started          INTEGER NOT NULL, -- times are milliseconds since 1970
    finished         INTEGER NOT NULL  -- 0 while it is not
) STRICT;

CREATE TABLE events (
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (attempt, seq)
) STRICT;

CREATE TABLE drafts (
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    prompt  TEXT NOT NULL,
    text    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (attempt, prompt)
) STRICT;

CREATE TABLE reports (
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    program TEXT NOT NULL,
    seq     INTEGER NOT NULL, -- the last event that it counts
    created INTEGER NOT NULL,
    report  BLOB NOT NULL,
    score   REAL,             -- NULL when nothing could be scored
    PRIMARY KEY (attempt, content, program)
) STRICT;

-- +goose Down
DROP TABLE reports;
DROP TABLE drafts;
DROP TABLE events;
DROP TABLE attempts;
