-- When could a meeting be?; the reasons stand in sqlite/00004_rounds.sql.

-- +goose Up

CREATE TABLE meeting_rounds (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    stage      TEXT   NOT NULL,
    item       TEXT   NOT NULL,
    slots      TEXT   NOT NULL,
    last_start BIGINT NOT NULL,
    username   TEXT   NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX meeting_rounds_by_request ON meeting_rounds (request_id);

CREATE TABLE meeting_replies (
    username TEXT COLLATE "C" NOT NULL,
    round_id TEXT COLLATE "C" NOT NULL REFERENCES meeting_rounds (id),
    asked    BOOLEAN NOT NULL,
    at       BIGINT  NOT NULL,
    can      TEXT    NOT NULL,
    cannot   TEXT    NOT NULL,
    other    BIGINT  NOT NULL,
    note     TEXT    NOT NULL,
    PRIMARY KEY (username, round_id)
);
CREATE INDEX meeting_replies_by_round ON meeting_replies (round_id);
