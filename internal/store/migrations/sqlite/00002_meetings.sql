-- The agenda. What is in these tables follows from the states of the requests:
--   * meetings holds the items of kind meeting, so that lists need not look into states;
--   * meeting_access is an index like request_access: one row for each scope key that
--     sees a meeting, and one "peserta:<username>" for each attendee;
--   * calendar_keys are the secrets with which calendar programs read an agenda.

-- +goose Up

CREATE TABLE meetings (
    id         TEXT    NOT NULL PRIMARY KEY, -- <request>.<stage>.<item>
    request_id TEXT    NOT NULL REFERENCES requests (id),
    stage      TEXT    NOT NULL,
    item       TEXT    NOT NULL,
    starts_at  INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL, -- 0 while nobody has said
    place      TEXT    NOT NULL,
    link       TEXT    NOT NULL,
    attendees  TEXT    NOT NULL, -- usernames, one a line, in the order given
    cancelled  INTEGER NOT NULL, -- the request ended before it
    seq        INTEGER NOT NULL  -- of the event that changed it last
) STRICT;
CREATE INDEX meetings_by_start ON meetings (starts_at, id);
CREATE INDEX meetings_by_request ON meetings (request_id);

CREATE TABLE meeting_access (
    scope      TEXT    NOT NULL,
    starts_at  INTEGER NOT NULL,
    meeting_id TEXT    NOT NULL REFERENCES meetings (id),
    PRIMARY KEY (scope, starts_at, meeting_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_access_by_meeting ON meeting_access (meeting_id);

CREATE TABLE calendar_keys (
    username   TEXT    NOT NULL PRIMARY KEY REFERENCES users (username),
    hash       BLOB    NOT NULL UNIQUE, -- SHA-256 of the secret; the secret is nowhere
    created_at INTEGER NOT NULL
) STRICT;
