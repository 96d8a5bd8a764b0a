-- When could a meeting be? Times that its owner proposes and what those asked answer:
-- a note between people, not part of the history, like claims. A round goes when the
-- time is chosen, when the request leaves the stage, and when it ends.

-- +goose Up

CREATE TABLE meeting_rounds (
    id         TEXT    NOT NULL PRIMARY KEY, -- <request>.<stage>.<item>, as in meetings
    request_id TEXT    NOT NULL REFERENCES requests (id),
    stage      TEXT    NOT NULL,
    item       TEXT    NOT NULL,
    slots      TEXT    NOT NULL, -- "<start> <end>" in microseconds, one a line, first one first
    last_start INTEGER NOT NULL, -- of the last slot: the round is open until then
    username   TEXT    NOT NULL, -- who proposed
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_rounds_by_request ON meeting_rounds (request_id);

-- One row for everybody asked, and for everybody else who answered.
CREATE TABLE meeting_replies (
    username TEXT    NOT NULL,
    round_id TEXT    NOT NULL REFERENCES meeting_rounds (id),
    asked    INTEGER NOT NULL,
    at       INTEGER NOT NULL, -- 0 before the answer
    can      TEXT    NOT NULL, -- starts of slots, in microseconds, one a line
    cannot   TEXT    NOT NULL,
    other    INTEGER NOT NULL, -- another time that would do, 0 for none
    note     TEXT    NOT NULL,
    PRIMARY KEY (username, round_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_replies_by_round ON meeting_replies (round_id);
