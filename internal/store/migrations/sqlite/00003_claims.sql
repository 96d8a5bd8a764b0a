-- Who has said to be at a task: a note between colleagues, not part of the history and
-- binding nobody. One row for a party that has the ball; it goes when the ball does.

-- +goose Up

CREATE TABLE claims (
    request_id TEXT    NOT NULL REFERENCES requests (id),
    party      TEXT    NOT NULL,
    username   TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (request_id, party)
) STRICT, WITHOUT ROWID;
