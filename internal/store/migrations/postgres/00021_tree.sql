-- All events of an installation in one append-only Merkle tree; the reasons stand in
-- sqlite/00021_tree.sql. Creating the trigger waits for whoever writes events at that moment,
-- so that every event was there before it or goes through it.

-- +goose Up

CREATE TABLE tree_pending (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id TEXT COLLATE "C" NOT NULL,
    seq        BIGINT NOT NULL,
    hash       TEXT   NOT NULL
);

CREATE TABLE tree_leaves (
    idx        BIGINT NOT NULL PRIMARY KEY,
    request_id TEXT COLLATE "C" NOT NULL,
    seq        BIGINT NOT NULL,
    leaf       BYTEA  NOT NULL,
    nodes      BYTEA  NOT NULL
);
CREATE UNIQUE INDEX tree_leaves_by_event ON tree_leaves (request_id, seq);

CREATE TABLE tree_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    at   BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    note TEXT   NOT NULL
);

CREATE TABLE tree_cosignatures (
    size BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    at   BIGINT NOT NULL,
    note TEXT   NOT NULL,
    PRIMARY KEY (size, name)
);

CREATE TABLE tree_log (
    id            BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    log_key       TEXT   NOT NULL,
    after_request TEXT COLLATE "C" NOT NULL,
    after_seq     BIGINT NOT NULL,
    caught_up     BIGINT NOT NULL,
    halted        TEXT   NOT NULL,
    mailed_size   BIGINT NOT NULL,
    mailed_at     BIGINT NOT NULL
);
INSERT INTO tree_log (id, log_key, after_request, after_seq, caught_up, halted, mailed_size, mailed_at) VALUES (1, '', '', 0, 0, '', 0, 0);

CREATE TABLE tree_check (
    id          BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    started_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    checked_by  TEXT COLLATE "C" NOT NULL,
    requests    BIGINT NOT NULL,
    events      BIGINT NOT NULL,
    size        BIGINT NOT NULL,
    faulty      BIGINT NOT NULL,
    bad         TEXT   NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION events_into_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tree_pending (request_id, seq, hash) VALUES (NEW.request_id, NEW.seq, NEW.hash);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION tree_leaves_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tree_leaves are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER events_to_tree AFTER INSERT ON events
    FOR EACH ROW EXECUTE FUNCTION events_into_tree();
CREATE TRIGGER tree_leaves_no_change BEFORE DELETE OR UPDATE OF idx, request_id, seq, leaf ON tree_leaves
    FOR EACH ROW EXECUTE FUNCTION tree_leaves_append_only();
CREATE TRIGGER tree_leaves_no_truncate BEFORE TRUNCATE ON tree_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION tree_leaves_append_only();
ALTER TABLE events ENABLE ALWAYS TRIGGER events_to_tree;
ALTER TABLE tree_leaves ENABLE ALWAYS TRIGGER tree_leaves_no_change;
ALTER TABLE tree_leaves ENABLE ALWAYS TRIGGER tree_leaves_no_truncate;
