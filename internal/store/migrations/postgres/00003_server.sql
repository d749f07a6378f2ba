-- +goose Up
-- The content that rooms were opened with, for when the program has another.
CREATE TABLE packs (
    hash TEXT PRIMARY KEY,
    pack BYTEA NOT NULL -- a zip of its files
);

-- What the second reader found in a candidate's answer.
CREATE TABLE room_readings (
    room    TEXT COLLATE "C" NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seat    TEXT COLLATE "C" NOT NULL,
    reading BYTEA NOT NULL, -- JSON
    PRIMARY KEY (room, seat)
);

-- +goose Down
DROP TABLE room_readings;
DROP TABLE packs;
