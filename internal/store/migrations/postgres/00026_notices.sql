-- What people are told about their requests; the reasons stand in sqlite/00026_notices.sql.

-- +goose Up

CREATE TABLE notices (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    username   TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    seq        BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    topic      TEXT   NOT NULL,
    args       TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    read_at    BIGINT NOT NULL,
    mailed_at  BIGINT NOT NULL
);
CREATE INDEX notices_by_person ON notices (username, at, id);
CREATE INDEX notices_unread ON notices (username, request_id) WHERE read_at = 0;
CREATE INDEX notices_by_request ON notices (request_id) WHERE read_at = 0;
CREATE INDEX notices_read ON notices (read_at) WHERE read_at > 0;

CREATE TABLE notice_settings (
    username   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    muted      TEXT    NOT NULL,
    digest     BOOLEAN NOT NULL,
    quiet      BOOLEAN NOT NULL,
    updated_at BIGINT  NOT NULL
);
