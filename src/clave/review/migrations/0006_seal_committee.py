"""A closed meeting with its self-assessment, what became of a step and a judged adoption stay, whoever asks the database."""

from django.db import migrations

from clave.kit.seals import sealed

REFUSAL = "what the review committee recorded stays"
MEETING, STEP, ADOPTION = "review_committeemeeting", "review_committeestep", "review_adoption"
SETTLED = "id meeting_id step outcome words owner_id due_on by_id at".split()
"""The columns of a step; of them nothing changes when its action is said to be done."""
FUNCTIONS = ("review_record_stays", "review_keep_meeting", "review_keep_step", "review_step_in_time", "review_keep_adoption")
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"


def held_meeting(other):
    """A closed meeting stays, and so does an assessment from the moment it is kept."""
    return f"OLD.state <> 'planned' OR (OLD.assessment IS NOT NULL AND NEW.assessment {other} OLD.assessment)"


def settled_step(same):
    """The one change of a step: its action is done, once."""
    equal = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in SETTLED)
    return f"NOT ({equal} AND OLD.done_on IS NULL AND OLD.owner_id IS NOT NULL)"


LATE = f"EXISTS (SELECT 1 FROM {MEETING} WHERE id = NEW.meeting_id AND state <> 'planned')"
"""A step of a meeting that is closed already."""


def sqlite():
    """Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    same = {
        MEETING: "id = NEW.id OR number = NEW.number",
        STEP: "id = NEW.id OR (meeting_id = NEW.meeting_id AND step = NEW.step)",
        ADOPTION: "id = NEW.id OR (practice_id = NEW.practice_id AND key_account_id = NEW.key_account_id)",
    }
    found = {
        f"{MEETING}_no_update": f"BEFORE UPDATE ON {MEETING} WHEN {held_meeting('IS NOT')}",
        f"{STEP}_no_update": f"BEFORE UPDATE ON {STEP} WHEN {settled_step('IS')}",
        f"{STEP}_no_insert": f"BEFORE INSERT ON {STEP} WHEN {LATE}",
        f"{ADOPTION}_no_update": f"BEFORE UPDATE ON {ADOPTION} WHEN OLD.verdict <> ''",
    }
    for table, one in same.items():
        found[f"{table}_no_delete"] = f"BEFORE DELETE ON {table}"
        found[f"{table}_no_replace"] = f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {one})"
    return found


def postgresql():
    """The statements that seal these tables on PostgreSQL."""
    bodies = {
        "review_record_stays": RAISE,
        "review_keep_meeting": f"IF {held_meeting('IS DISTINCT FROM')} THEN {RAISE} END IF; RETURN NEW;",
        "review_keep_step": f"IF {settled_step('IS NOT DISTINCT FROM')} THEN {RAISE} END IF; RETURN NEW;",
        "review_step_in_time": f"IF {LATE} THEN {RAISE} END IF; RETURN NEW;",
        "review_keep_adoption": f"IF OLD.verdict <> '' THEN {RAISE} END IF; RETURN NEW;",
    }
    for name, body in bodies.items():
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    row = "FOR EACH ROW EXECUTE FUNCTION"
    keepers = {MEETING: "review_keep_meeting", STEP: "review_keep_step", ADOPTION: "review_keep_adoption"}
    yield f"CREATE TRIGGER {STEP}_no_insert BEFORE INSERT ON {STEP} {row} review_step_in_time()"
    for table, keeps in keepers.items():
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {row} {keeps}()"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {row} review_record_stays()"
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION review_record_stays()"
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0005_versions_of_meetings_and_practices")]
    operations = [sealed(REFUSAL, sqlite=sqlite(), postgresql=postgresql(), functions=FUNCTIONS)]
