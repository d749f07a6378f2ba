-- +goose Up
-- The content that rooms were opened with, for when the program has another.
CREATE TABLE packs (
    hash TEXT PRIMARY KEY,
    pack BLOB NOT NULL -- a zip of its files
) STRICT;

-- What the second reader found in a candidate's answer.
CREATE TABLE room_readings (
    room    TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seat    TEXT NOT NULL,
    reading BLOB NOT NULL, -- JSON
    PRIMARY KEY (room, seat)
) STRICT;

-- +goose Down
DROP TABLE room_readings;
DROP TABLE packs;
