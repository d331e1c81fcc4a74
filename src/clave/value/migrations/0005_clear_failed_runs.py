"""The rows and months of a failed run may be cleared away; those of every other stay as they are, whoever asks."""

from django.db import migrations

ROWS = "(SELECT state FROM value_run WHERE id = OLD.run_id)"
MONTHS = (
    "(SELECT value_run.state FROM value_run JOIN value_bookrow ON value_bookrow.run_id = value_run.id "
    "WHERE value_bookrow.id = OLD.row_id)"
)
REFUSAL = "a finished run never changes"
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
TABLES = {"value_bookrow": ("value_book_row", ROWS), "value_bookseries": ("value_series", MONTHS)}


def opening(vendor):
    """The statements that let the figures of failed runs go on this database."""
    for table, (name, state) in TABLES.items():
        kept = f"COALESCE({state}, 'done') <> 'failed'"
        if vendor == "sqlite":
            yield f"DROP TRIGGER {name}_no_delete"
            refusal = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            yield f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {table} WHEN {kept} {refusal}"
            continue
        yield f"DROP TRIGGER {name}_no_change ON {table}"
        yield (
            f"CREATE FUNCTION {name}_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {kept} THEN {RAISE}; END IF; RETURN OLD; END $$"
        )
        yield f"CREATE TRIGGER {name}_no_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION value_refuse_change()"
        yield f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_refuse_delete()"


def closing(vendor):
    """The statements that keep them again, to undo this migration."""
    for table, (name, _) in TABLES.items():
        if vendor == "sqlite":
            yield f"DROP TRIGGER {name}_no_delete"
            refusal = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            yield f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {table} {refusal}"
            continue
        yield f"DROP FUNCTION {name}_refuse_delete() CASCADE"
        yield f"DROP TRIGGER {name}_no_change ON {table}"
        moment = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        yield f"CREATE TRIGGER {name}_no_change {moment} EXECUTE FUNCTION value_refuse_change()"


def let_go(apps, schema_editor):
    for statement in opening(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def keep(apps, schema_editor):
    for statement in closing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("value", "0004_seal_monthly_series")]
    operations = [migrations.RunPython(let_go, keep)]
