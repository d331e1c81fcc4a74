"""A finished run and its figures stay as they are, whoever asks the database."""

from django.db import migrations

REFUSAL = "a finished run never changes"
DONE = "(SELECT state FROM value_run WHERE id = NEW.run_id) = 'done'"
SQLITE = {
    "value_run_no_update": "BEFORE UPDATE ON value_run WHEN OLD.state = 'done'",
    "value_run_no_delete": "BEFORE DELETE ON value_run WHEN OLD.state = 'done'",
    "value_book_row_no_update": "BEFORE UPDATE ON value_bookrow",
    "value_book_row_no_delete": "BEFORE DELETE ON value_bookrow",
    "value_book_row_no_late_insert": f"BEFORE INSERT ON value_bookrow WHEN {DONE}",
}
POSTGRESQL = {
    "value_run_no_change": "BEFORE UPDATE OR DELETE ON value_run FOR EACH ROW WHEN (OLD.state = 'done')",
    "value_run_no_truncate": "BEFORE TRUNCATE ON value_run FOR EACH STATEMENT",
    "value_book_row_no_change": "BEFORE UPDATE OR DELETE ON value_bookrow FOR EACH ROW",
    "value_book_row_no_truncate": "BEFORE TRUNCATE ON value_bookrow FOR EACH STATEMENT",
}
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"


def sealing(vendor):
    """The statements that close finished runs on this database."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} {moment} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, moment in SQLITE.items()
        ]
    return [
        f"CREATE FUNCTION value_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {RAISE}; END $$",
        "CREATE FUNCTION value_refuse_late_row() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {DONE} THEN {RAISE}; END IF; RETURN NEW; END $$",
        *(
            f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION value_refuse_change()"
            for name, moment in POSTGRESQL.items()
        ),
        "CREATE TRIGGER value_book_row_no_late_insert BEFORE INSERT ON value_bookrow "
        "FOR EACH ROW EXECUTE FUNCTION value_refuse_late_row()",
    ]


def unsealing(vendor):
    """The statements that open them again, to undo this migration."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}" for name in SQLITE]
    return ["DROP FUNCTION value_refuse_change() CASCADE", "DROP FUNCTION value_refuse_late_row() CASCADE"]


def seal(apps, schema_editor):
    for statement in sealing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unseal(apps, schema_editor):
    for statement in unsealing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("value", "0001_runs_and_book_rows")]
    operations = [migrations.RunPython(seal, unseal)]
