-- Who is who; the reasons stand in sqlite/00011_people.sql.

-- +goose Up

ALTER TABLE users ADD COLUMN entered_at BIGINT NOT NULL DEFAULT 0;
UPDATE users SET entered_at = (SELECT COALESCE(max(e.at), 0) FROM security_events e WHERE e.username = users.username AND e.kind = 'signed-in');

CREATE TABLE proposals (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL,
    username    TEXT COLLATE "C" NOT NULL,
    was         TEXT   NOT NULL,
    detail      BYTEA  NOT NULL,
    password    TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_at BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    decided_by  TEXT COLLATE "C" NOT NULL,
    decided_at  BIGINT NOT NULL
);
CREATE INDEX proposals_by_state ON proposals (state, expires_at);
CREATE INDEX proposals_by_user ON proposals (username, state);
