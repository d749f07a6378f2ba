-- Texts that people type are bytes: they may hold what TEXT refuses. Names sort by
-- their bytes, as in SQLite. Times are milliseconds since 1970.

-- +goose Up
CREATE TABLE attempts (
    id               TEXT COLLATE "C" PRIMARY KEY,
    scenario         TEXT NOT NULL,
    scenario_version INTEGER NOT NULL,
    content          TEXT NOT NULL,
    target           TEXT NOT NULL,
    stage            TEXT NOT NULL,
    minutes          INTEGER NOT NULL CHECK (minutes >= 0),
    source           TEXT NOT NULL CHECK (source IN ('practice', 'import', 'room')),
    started          BIGINT NOT NULL,
    finished         BIGINT NOT NULL -- 0 while it is not
);

CREATE TABLE events (
    attempt TEXT COLLATE "C" NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at      BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    payload BYTEA NOT NULL,
    PRIMARY KEY (attempt, seq)
);

CREATE TABLE drafts (
    attempt TEXT COLLATE "C" NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    prompt  TEXT COLLATE "C" NOT NULL,
    text    BYTEA NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (attempt, prompt)
);

CREATE TABLE reports (
    rowid   BIGINT GENERATED ALWAYS AS IDENTITY, -- in SQLite every table has one
    attempt TEXT COLLATE "C" NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    program TEXT NOT NULL,
    seq     INTEGER NOT NULL, -- the last event that it counts
    created BIGINT NOT NULL,
    report  BYTEA NOT NULL,
    score   DOUBLE PRECISION, -- NULL when nothing could be scored
    PRIMARY KEY (attempt, content, program)
);

-- +goose Down
DROP TABLE reports;
DROP TABLE drafts;
DROP TABLE events;
DROP TABLE attempts;
