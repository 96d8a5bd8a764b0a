-- Who holds the office of an absent colleague, and when. A row ends by itself; one that
-- was ended early stays, for "who was in charge on that day?". The offices are those that
-- the colleague has when asked, so that a head who loses the post leaves no acting head.

-- +goose Up

CREATE TABLE stand_ins (
    id         TEXT    NOT NULL PRIMARY KEY,
    username   TEXT    NOT NULL REFERENCES users (username), -- who stands in
    absent     TEXT    NOT NULL REFERENCES users (username),
    kind       TEXT    NOT NULL, -- plt, plh, cuti
    basis      TEXT    NOT NULL, -- the letter that says so
    starts_at  INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL, -- not in it any more
    created_at INTEGER NOT NULL,
    created_by TEXT    NOT NULL,
    CHECK (username <> absent AND starts_at <= ends_at)
) STRICT;
CREATE INDEX stand_ins_by_user ON stand_ins (username, ends_at);
CREATE INDEX stand_ins_by_absent ON stand_ins (absent, ends_at);
