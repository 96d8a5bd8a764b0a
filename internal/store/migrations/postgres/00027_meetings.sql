-- Meetings beyond their time; the reasons stand in sqlite/00027_meetings.sql.

-- +goose Up

CREATE TABLE meeting_calls (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    sequence BIGINT NOT NULL,
    settled BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    place TEXT NOT NULL,
    link TEXT NOT NULL,
    cancelled BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX meeting_calls_by_request ON meeting_calls (request_id);
INSERT INTO meeting_calls SELECT id, request_id, seq, seq, starts_at, ends_at, place, link, cancelled, 0 FROM meetings;

CREATE TABLE meeting_invitations (
    meeting_id TEXT COLLATE "C" NOT NULL,
    username TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    cancelled BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (meeting_id, username)
);
CREATE INDEX meeting_invitations_by_person ON meeting_invitations (username);

CREATE TABLE meeting_answers (
    meeting_id TEXT COLLATE "C" NOT NULL,
    username TEXT COLLATE "C" NOT NULL,
    starts_at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (meeting_id, username)
);
CREATE INDEX meeting_answers_by_person ON meeting_answers (username);

CREATE TABLE meeting_attendance (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    meeting_id TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    username TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    office TEXT NOT NULL,
    position TEXT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX meeting_attendance_once ON meeting_attendance (meeting_id, key);
CREATE INDEX meeting_attendance_by_request ON meeting_attendance (request_id);
CREATE INDEX meeting_attendance_by_person ON meeting_attendance (username);
