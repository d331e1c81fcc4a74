"""A proposal of managers and what was decided on it stay as they are, whoever asks the database."""

from django.db import migrations

from clave.kit.seals import sealed

REFUSAL = "a proposal of managers never changes"
TABLES = ("people_proposal", "people_proposalanswer")
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"


def sqlite():
    """Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    found = {}
    for table in TABLES:
        found[f"{table}_no_update"] = f"BEFORE UPDATE ON {table}"
        found[f"{table}_no_delete"] = f"BEFORE DELETE ON {table}"
        held = f"SELECT 1 FROM {table} WHERE id = NEW.id"
        found[f"{table}_no_replace"] = f"BEFORE INSERT ON {table} WHEN EXISTS ({held})"
    return found


def postgresql():
    """The statements that seal proposals on PostgreSQL."""
    yield f"CREATE FUNCTION people_proposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {RAISE}; END $$"
    for table in TABLES:
        for moment in ("UPDATE", "DELETE"):
            name = f"{table}_no_{moment.lower()}"
            yield f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION people_proposal_stays()"
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION people_proposal_stays()"
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_skills_appointments_training")]
    operations = [sealed(REFUSAL, sqlite=sqlite(), postgresql=postgresql(), functions=["people_proposal_stays"])]
