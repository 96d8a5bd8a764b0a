-- Work that was decided in a transaction and is done after it; the reasons stand in
-- sqlite/00025_jobs.sql.

-- +goose Up

CREATE TABLE jobs (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    queue      TEXT COLLATE "C" NOT NULL,
    kind       TEXT   NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    lane       TEXT COLLATE "C" NOT NULL,
    username   TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL,
    args       TEXT   NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    due_at     BIGINT NOT NULL,
    give_up_at BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    lease      TEXT COLLATE "C" NOT NULL,
    lease_ends BIGINT NOT NULL,
    cause      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_by_key ON jobs (key) WHERE key <> '';
CREATE INDEX jobs_due ON jobs (queue, due_at, created_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_by_lane ON jobs (lane, due_at, created_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_leased ON jobs (lane) WHERE lease <> '';
CREATE INDEX jobs_by_state ON jobs (state, updated_at, id);
CREATE INDEX jobs_by_person ON jobs (username);
