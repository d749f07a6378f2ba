-- +goose Up
CREATE TABLE rooms (
    id       TEXT COLLATE "C" PRIMARY KEY,
    scenario TEXT NOT NULL,
    content  TEXT NOT NULL,
    lock     BYTEA NOT NULL, -- what the password is checked with; empty for none
    opened   BIGINT NOT NULL,
    expires  BIGINT NOT NULL
);

CREATE TABLE room_keys (
    room TEXT COLLATE "C" NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    hash BYTEA NOT NULL, -- of the key, which only its holder has
    seat TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (room, hash)
);

CREATE TABLE room_events (
    room    TEXT COLLATE "C" NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at      BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    payload BYTEA NOT NULL,
    PRIMARY KEY (room, seq)
);

-- A draft is written every other second: room on its page for the next version lets it
-- stay where the index finds it.
CREATE TABLE room_drafts (
    room    TEXT COLLATE "C" NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seat    TEXT COLLATE "C" NOT NULL,
    stage   TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    text    BYTEA NOT NULL,
    page    BYTEA NOT NULL,
    n       INTEGER NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (room, seat, stage)
) WITH (fillfactor = 70);

-- +goose Down
DROP TABLE room_drafts;
DROP TABLE room_events;
DROP TABLE room_keys;
DROP TABLE rooms;
