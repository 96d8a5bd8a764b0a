-- Meetings beyond their time: what calendars were told, who says to come, who was there.
--   * meeting_calls is what people's calendars are to show of a meeting, also of one that was
--     called off: sequence grows by one with every change, settled is its value at the last
--     change of time, room or link, or of being held at all;
--   * meeting_invitations is what the mail server has taken for each person;
--   * an answer counts for the start that it was given for;
--   * who was there without an account has no username; names typed in a room are kept
--     until the request's personal data are erased.

-- +goose Up

CREATE TABLE meeting_calls (
    id         TEXT    NOT NULL PRIMARY KEY, -- of the meeting
    request_id TEXT    NOT NULL REFERENCES requests (id),
    sequence   INTEGER NOT NULL,
    settled    INTEGER NOT NULL,
    starts_at  INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL, -- 0 while nobody has said
    place      TEXT    NOT NULL,
    link       TEXT    NOT NULL,
    cancelled  INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_calls_by_request ON meeting_calls (request_id);
INSERT INTO meeting_calls SELECT id, request_id, seq, seq, starts_at, ends_at, place, link, cancelled, 0 FROM meetings;

CREATE TABLE meeting_invitations (
    meeting_id TEXT    NOT NULL,
    username   TEXT    NOT NULL,
    sequence   INTEGER NOT NULL, -- that was sent last
    starts_at  INTEGER NOT NULL, -- likewise
    cancelled  INTEGER NOT NULL, -- it was taken back last
    at         INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, username)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_invitations_by_person ON meeting_invitations (username);

CREATE TABLE meeting_answers (
    meeting_id TEXT    NOT NULL,
    username   TEXT    NOT NULL,
    starts_at  INTEGER NOT NULL, -- of the meeting as it was answered
    answer     TEXT    NOT NULL, -- yes, no, maybe
    reason     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, username)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_answers_by_person ON meeting_answers (username);

CREATE TABLE meeting_attendance (
    id         TEXT    NOT NULL PRIMARY KEY,
    meeting_id TEXT    NOT NULL,
    request_id TEXT    NOT NULL REFERENCES requests (id),
    username   TEXT    NOT NULL, -- '' for who has no account
    name       TEXT    NOT NULL, -- typed by who has no account
    office     TEXT    NOT NULL, -- likewise
    position   TEXT    NOT NULL, -- likewise
    key        TEXT    NOT NULL, -- who it is, once a meeting
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_attendance_once ON meeting_attendance (meeting_id, key);
CREATE INDEX meeting_attendance_by_request ON meeting_attendance (request_id);
CREATE INDEX meeting_attendance_by_person ON meeting_attendance (username);
