"""A finished run and its figures stay as they are, whoever asks the database."""

from django.db import migrations

from clave.kit.seals import sealed

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


def postgresql():
    """The statements that close finished runs on PostgreSQL."""
    yield f"CREATE FUNCTION value_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {RAISE}; END $$"
    yield (
        "CREATE FUNCTION value_refuse_late_row() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {DONE} THEN {RAISE}; END IF; RETURN NEW; END $$"
    )
    for name, moment in POSTGRESQL.items():
        yield f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION value_refuse_change()"
    yield (
        "CREATE TRIGGER value_book_row_no_late_insert BEFORE INSERT ON value_bookrow "
        "FOR EACH ROW EXECUTE FUNCTION value_refuse_late_row()"
    )


class Migration(migrations.Migration):
    dependencies = [("value", "0001_runs_and_book_rows")]
    operations = [sealed(REFUSAL, sqlite=SQLITE, postgresql=postgresql(), functions=["value_refuse_change", "value_refuse_late_row"])]
