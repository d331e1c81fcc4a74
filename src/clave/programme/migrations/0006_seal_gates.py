"""A closed gate, a version of the charter and what was judged or answered stay as they are, whoever asks the database."""

from django.db import migrations

from clave.kit.seals import sealed

REFUSAL = "what the programme recorded stays"
TABLES = {
    "programme_gateclosing": "OR phase = NEW.phase",
    "programme_programmecharter": "OR number = NEW.number",
    "programme_elementjudgement": "",
    "programme_payanswer": "",
}
"""Table -> what else than its id makes a row the same."""
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"


def sqlite():
    """Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    found = {}
    for table, same in TABLES.items():
        found[f"{table}_no_update"] = f"BEFORE UPDATE ON {table}"
        found[f"{table}_no_delete"] = f"BEFORE DELETE ON {table}"
        held = f"SELECT 1 FROM {table} WHERE id = NEW.id {same}"
        found[f"{table}_no_replace"] = f"BEFORE INSERT ON {table} WHEN EXISTS ({held})"
    return found


def postgresql():
    """The statements that seal these tables on PostgreSQL."""
    yield f"CREATE FUNCTION programme_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {RAISE}; END $$"
    stays = "EXECUTE FUNCTION programme_record_stays()"
    for table in TABLES:
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {stays}"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {stays}"
        yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {stays}"


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_communication_log")]
    operations = [sealed(REFUSAL, sqlite=sqlite(), postgresql=postgresql(), functions=["programme_record_stays"])]
