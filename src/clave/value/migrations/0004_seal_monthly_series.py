"""The months behind a finished run stay as they are, whoever asks the database."""

from django.db import migrations

REFUSAL = "a finished run never changes"
STATE = (
    "(SELECT value_run.state FROM value_run JOIN value_bookrow ON value_bookrow.run_id = value_run.id "
    "WHERE value_bookrow.id = NEW.row_id)"
)
LATE = f"{STATE} = 'done'"
SQLITE = {
    "value_series_no_update": "BEFORE UPDATE ON value_bookseries",
    "value_series_no_delete": "BEFORE DELETE ON value_bookseries",
    "value_series_no_late_insert": f"BEFORE INSERT ON value_bookseries WHEN {LATE}",
}
POSTGRESQL = {
    "value_series_no_change": "BEFORE UPDATE OR DELETE ON value_bookseries FOR EACH ROW",
    "value_series_no_truncate": "BEFORE TRUNCATE ON value_bookseries FOR EACH STATEMENT",
}
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"


def sealing(vendor):
    """The statements that close the months of finished runs on this database."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} {moment} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, moment in SQLITE.items()
        ]
    return [
        "CREATE FUNCTION value_refuse_late_series() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {LATE} THEN {RAISE}; END IF; RETURN NEW; END $$",
        *(
            f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION value_refuse_change()"
            for name, moment in POSTGRESQL.items()
        ),
        "CREATE TRIGGER value_series_no_late_insert BEFORE INSERT ON value_bookseries "
        "FOR EACH ROW EXECUTE FUNCTION value_refuse_late_series()",
    ]


def unsealing(vendor):
    """The statements that open them again, to undo this migration."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}" for name in SQLITE]
    return [
        *(f"DROP TRIGGER {name} ON value_bookseries" for name in POSTGRESQL),
        "DROP FUNCTION value_refuse_late_series() CASCADE",
    ]


def seal(apps, schema_editor):
    for statement in sealing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unseal(apps, schema_editor):
    for statement in unsealing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("value", "0003_monthly_series")]
    operations = [migrations.RunPython(seal, unseal)]
