-- The templates of papers that officials changed (decision 0027).
--   * every upload is a version of its kind, and stays: a paper names the version that it was
--     made with, and years later can be made again;
--   * which version is in force is a history of its own: putting one in force, going back to an
--     earlier one or to the one that ships with the program (version 0) is one more row;
--   * triggers keep both as they are;
--   * docx is what was uploaded, to be changed further; source is what was understood of it,
--     which papers are made with: what was put in force is what was looked at before.

-- +goose Up

CREATE TABLE templates (
    kind    TEXT    NOT NULL,
    version INTEGER NOT NULL, -- from 1
    name    TEXT    NOT NULL, -- of the file
    sha256  TEXT    NOT NULL, -- of docx
    docx    BLOB    NOT NULL,
    source  BLOB    NOT NULL,
    made_by TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE template_uses (
    kind    TEXT    NOT NULL,
    number  INTEGER NOT NULL, -- from 1; the highest is in force
    version INTEGER NOT NULL, -- 0: the one that ships with the program
    reason  TEXT    NOT NULL,
    made_by TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER templates_no_update BEFORE UPDATE ON templates
BEGIN
    SELECT RAISE(ABORT, 'templates are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER templates_no_delete BEFORE DELETE ON templates
BEGIN
    SELECT RAISE(ABORT, 'templates are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_uses_no_update BEFORE UPDATE ON template_uses
BEGIN
    SELECT RAISE(ABORT, 'template_uses are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_uses_no_delete BEFORE DELETE ON template_uses
BEGIN
    SELECT RAISE(ABORT, 'template_uses are append-only');
END;
-- +goose StatementEnd
