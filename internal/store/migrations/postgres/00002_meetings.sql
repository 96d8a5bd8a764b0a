-- The agenda; the reasons stand in sqlite/00002_meetings.sql.

-- +goose Up

CREATE TABLE meetings (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    stage      TEXT    NOT NULL,
    item       TEXT    NOT NULL,
    starts_at  BIGINT  NOT NULL,
    ends_at    BIGINT  NOT NULL,
    place      TEXT    NOT NULL,
    link       TEXT    NOT NULL,
    attendees  TEXT    NOT NULL,
    cancelled  BOOLEAN NOT NULL,
    seq        BIGINT  NOT NULL
);
CREATE INDEX meetings_by_start ON meetings (starts_at, id);
CREATE INDEX meetings_by_request ON meetings (request_id);

CREATE TABLE meeting_access (
    scope      TEXT COLLATE "C" NOT NULL,
    starts_at  BIGINT NOT NULL,
    meeting_id TEXT COLLATE "C" NOT NULL REFERENCES meetings (id),
    PRIMARY KEY (scope, starts_at, meeting_id)
);
CREATE INDEX meeting_access_by_meeting ON meeting_access (meeting_id);

CREATE TABLE calendar_keys (
    username   TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users (username),
    hash       BYTEA  NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
