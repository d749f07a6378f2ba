-- +goose Up
CREATE TABLE rooms (
    id       TEXT PRIMARY KEY,
    scenario TEXT NOT NULL,
    content  TEXT NOT NULL,
    lock     BLOB NOT NULL,    -- what the password is checked with; empty for none
    opened   INTEGER NOT NULL, -- times are milliseconds since 1970
    expires  INTEGER NOT NULL
) STRICT;

CREATE TABLE room_keys (
    room TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    hash BLOB NOT NULL, -- of the key, which only its holder has
    seat TEXT NOT NULL,
    PRIMARY KEY (room, hash)
) STRICT;

CREATE TABLE room_events (
    room    TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (room, seq)
) STRICT;

CREATE TABLE room_drafts (
    room    TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seat    TEXT NOT NULL,
    stage   TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    text    TEXT NOT NULL,
    page    TEXT NOT NULL,
    n       INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (room, seat, stage)
) STRICT;

-- +goose Down
DROP TABLE room_drafts;
DROP TABLE room_events;
DROP TABLE room_keys;
DROP TABLE rooms;
