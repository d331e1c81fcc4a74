"""What the executive committee decided and the meetings it held stay as they are, whoever asks the database."""

from django.db import migrations

from clave.kit.seals import sealed

REFUSAL = "what the executive committee decided stays"
ITEM, MEETING = "programme_agendaitem", "programme_executivemeeting"
SETTLED = "<> 'open'"
HELD = "<> 'planned'"
KEPT = (
    "id number kind what why owner_id due_on meeting_id carried origin escalation_id key_account_id corrects_id verdict "
    "decision decided_on decided_by_id withdrawn_reason by_id at"
).split()
"""The columns of a decided item; of them nothing changes when it is said to be done."""
FUNCTIONS = ("programme_agenda_stays", "programme_keep_item", "programme_keep_meeting")
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"


def done_once(same):
    """The one change of a decided item: it is done."""
    equal = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in KEPT)
    return f"({equal} AND OLD.state = 'decided' AND NEW.state = 'done')"


def sqlite():
    """Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    found = {
        f"{ITEM}_no_update": f"BEFORE UPDATE ON {ITEM} WHEN OLD.state {SETTLED} AND NOT {done_once('IS')}",
        f"{MEETING}_no_update": f"BEFORE UPDATE ON {MEETING} WHEN OLD.state {HELD}",
    }
    for table in (ITEM, MEETING):
        over = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR number = NEW.number)"
        found[f"{table}_no_delete"] = f"BEFORE DELETE ON {table}"
        found[f"{table}_no_replace"] = f"BEFORE INSERT ON {table} WHEN {over}"
    return found


def postgresql():
    """The statements that seal the agenda on PostgreSQL."""
    unlike = f"OLD.state {SETTLED} AND NOT {done_once('IS NOT DISTINCT FROM')}"
    bodies = {
        "programme_agenda_stays": RAISE,
        "programme_keep_item": f"IF {unlike} THEN {RAISE} END IF; RETURN NEW;",
        "programme_keep_meeting": f"IF OLD.state {HELD} THEN {RAISE} END IF; RETURN NEW;",
    }
    for name, body in bodies.items():
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    row = "FOR EACH ROW EXECUTE FUNCTION"
    for table, keeps in ((ITEM, "programme_keep_item"), (MEETING, "programme_keep_meeting")):
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {row} {keeps}()"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {row} programme_agenda_stays()"
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION programme_agenda_stays()"
        )


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_executive_agenda")]
    operations = [sealed(REFUSAL, sqlite=sqlite(), postgresql=postgresql(), functions=FUNCTIONS)]
