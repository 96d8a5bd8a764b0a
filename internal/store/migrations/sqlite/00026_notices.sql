-- What people are told about their requests, and how they want to be told.
--   * a notice is written in the transaction of the change that it tells of, one for each
--     person; whether that person may still see the request is asked whenever it is read;
--   * args are figures, days and ids out of which the sentence is made, and at most the
--     reason of a rejection, which its receiver reads on the request as well;
--   * who has no row in notice_settings is told everything, in office hours.

-- +goose Up

CREATE TABLE notices (
    id         TEXT    NOT NULL PRIMARY KEY,
    username   TEXT    NOT NULL,
    request_id TEXT    NOT NULL REFERENCES requests (id),
    seq        INTEGER NOT NULL, -- of the event that it tells of
    kind       TEXT    NOT NULL,
    topic      TEXT    NOT NULL, -- what a later notice takes the place of, '' for nothing
    args       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    read_at    INTEGER NOT NULL, -- 0 while unread
    mailed_at  INTEGER NOT NULL  -- when the mail server took it, 0 for never
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_by_person ON notices (username, at, id);
CREATE INDEX notices_unread ON notices (username, request_id) WHERE read_at = 0;
CREATE INDEX notices_by_request ON notices (request_id) WHERE read_at = 0;
CREATE INDEX notices_read ON notices (read_at) WHERE read_at > 0;

CREATE TABLE notice_settings (
    username   TEXT    NOT NULL PRIMARY KEY,
    muted      TEXT    NOT NULL, -- kinds of which no letter is sent, separated by blanks
    digest     INTEGER NOT NULL, -- a letter each working morning
    quiet      INTEGER NOT NULL, -- letters wait for office hours
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
