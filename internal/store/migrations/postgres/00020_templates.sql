-- The templates of papers that officials changed; the reasons stand in sqlite/00020_templates.sql.

-- +goose Up

CREATE TABLE templates (
    kind    TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    name    TEXT   NOT NULL,
    sha256  TEXT COLLATE "C" NOT NULL,
    docx    BYTEA  NOT NULL,
    source  BYTEA  NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (kind, version)
);

CREATE TABLE template_uses (
    kind    TEXT COLLATE "C" NOT NULL,
    number  BIGINT NOT NULL,
    version BIGINT NOT NULL,
    reason  TEXT   NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (kind, number)
);

-- +goose StatementBegin
CREATE FUNCTION templates_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'templates are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER templates_no_change BEFORE UPDATE OR DELETE ON templates
    FOR EACH ROW EXECUTE FUNCTION templates_append_only();
CREATE TRIGGER templates_no_truncate BEFORE TRUNCATE ON templates
    FOR EACH STATEMENT EXECUTE FUNCTION templates_append_only();
CREATE TRIGGER template_uses_no_change BEFORE UPDATE OR DELETE ON template_uses
    FOR EACH ROW EXECUTE FUNCTION templates_append_only();
CREATE TRIGGER template_uses_no_truncate BEFORE TRUNCATE ON template_uses
    FOR EACH STATEMENT EXECUTE FUNCTION templates_append_only();
-- ALWAYS: also where session_replication_role is replica.
ALTER TABLE templates ENABLE ALWAYS TRIGGER templates_no_change;
ALTER TABLE templates ENABLE ALWAYS TRIGGER templates_no_truncate;
ALTER TABLE template_uses ENABLE ALWAYS TRIGGER template_uses_no_change;
ALTER TABLE template_uses ENABLE ALWAYS TRIGGER template_uses_no_truncate;
