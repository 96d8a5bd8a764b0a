-- Work that was decided in a transaction and is done after it: letters, the morning's
-- digest. A row is written with what caused it, so that neither exists without the other.
--   * who works on a row holds a lease for a while, and a worker that dies is followed by
--     another when it is over, without anybody noticing the death;
--   * rows of one lane are done one after the other, in the order in which they were
--     written: a receiver who is slow or refuses holds up nobody but himself;
--   * key is what may be there once only, "" for what may be there often;
--   * args never hold what a person wrote: they name rows, which are read when the work is done.

-- +goose Up

CREATE TABLE jobs (
    id         TEXT    NOT NULL PRIMARY KEY, -- the Message-ID of a letter is made of it
    queue      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    lane       TEXT    NOT NULL,
    username   TEXT    NOT NULL, -- for whom, '' for nobody
    request_id TEXT    NOT NULL, -- about which, '' for none
    args       TEXT    NOT NULL,
    state      TEXT    NOT NULL, -- waiting, done, failed, discarded
    due_at     INTEGER NOT NULL,
    give_up_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    lease      TEXT    NOT NULL, -- of who works on it, '' for nobody
    lease_ends INTEGER NOT NULL, -- 0 without one
    cause      TEXT    NOT NULL, -- why it waits again, failed, or was not needed any more
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX jobs_by_key ON jobs (key) WHERE key <> '';
CREATE INDEX jobs_due ON jobs (queue, due_at, created_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_by_lane ON jobs (lane, due_at, created_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_leased ON jobs (lane) WHERE lease <> '';
CREATE INDEX jobs_by_state ON jobs (state, updated_at, id);
CREATE INDEX jobs_by_person ON jobs (username);
