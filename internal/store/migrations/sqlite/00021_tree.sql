-- All events of an installation in one append-only Merkle tree (decision 0028). Why the
-- tables look as they do:
--   * every new event stands in tree_pending in its own transaction: what is to be done is found
--     without looking through a million events. On PostgreSQL a trigger puts it there, without
--     a way to the server and back, and for an older instance beside this one as well; here the
--     program does, because a statement with a trigger costs a journal of its own, which grows
--     with the transaction: an import of 5,000 events took minutes;
--   * events from before this migration are walked once, from the cursor in tree_log, beside
--     the work of everybody;
--   * a leaf's row holds the hashes of the subtrees that it completes, so that the tree is one
--     table, and one insert a leaf;
--   * what a leaf is can never be changed; the hashes above it follow from the leaves and may
--     be made anew.

-- +goose Up

CREATE TABLE tree_pending (
    id         INTEGER PRIMARY KEY,
    request_id TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    hash       TEXT    NOT NULL -- of the event
) STRICT;

CREATE TABLE tree_leaves (
    idx        INTEGER PRIMARY KEY, -- from 0 without gaps
    request_id TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    leaf       BLOB    NOT NULL, -- RFC 6962 hash of the leaf
    nodes      BLOB    NOT NULL  -- 32 bytes for each subtree that it completes, from the lowest
) STRICT;
CREATE UNIQUE INDEX tree_leaves_by_event ON tree_leaves (request_id, seq);

CREATE TABLE tree_checkpoints (
    size INTEGER NOT NULL PRIMARY KEY,
    at   INTEGER NOT NULL,
    kept INTEGER NOT NULL, -- given to a witness; others make room for the next of their hour
    note TEXT    NOT NULL  -- as it was signed
) STRICT;

CREATE TABLE tree_cosignatures (
    size INTEGER NOT NULL,
    name TEXT    NOT NULL, -- of the witness's key
    at   INTEGER NOT NULL, -- when it was handed in
    note TEXT    NOT NULL, -- the checkpoint with that signature
    PRIMARY KEY (size, name)
) STRICT;

CREATE TABLE tree_log (
    id            INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    log_key       TEXT    NOT NULL, -- what checkpoints are verified with, '' before the first start
    after_request TEXT    NOT NULL, -- events up to here were taken in that are older than the tree
    after_seq     INTEGER NOT NULL,
    caught_up     INTEGER NOT NULL, -- all of them were
    halted        TEXT    NOT NULL, -- why nothing is signed, for an operator, or ''
    mailed_size   INTEGER NOT NULL, -- of the checkpoint that was mailed last
    mailed_at     INTEGER NOT NULL
) STRICT;
INSERT INTO tree_log (id, log_key, after_request, after_seq, caught_up, halted, mailed_size, mailed_at) VALUES (1, '', '', 0, 0, '', 0, 0);

CREATE TABLE tree_check (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- the last check of everything, one row
    started_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL, -- before started_at while it runs
    checked_by  TEXT    NOT NULL,
    requests    INTEGER NOT NULL,
    events      INTEGER NOT NULL,
    size        INTEGER NOT NULL, -- of the tree
    faulty      INTEGER NOT NULL,
    bad         TEXT    NOT NULL -- the first fault, for an operator
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER tree_leaves_no_update BEFORE UPDATE OF idx, request_id, seq, leaf ON tree_leaves
BEGIN
    SELECT RAISE(ABORT, 'tree_leaves are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tree_leaves_no_delete BEFORE DELETE ON tree_leaves
BEGIN
    SELECT RAISE(ABORT, 'tree_leaves are append-only');
END;
-- +goose StatementEnd
