"""What was priced, put forward and decided stays, whoever asks the database; and no voice comes after the decision."""

from django.db import migrations

from clave.kit.seals import sealed

REFUSAL = "what was said of a deal stays"
DEAL, DECISION = "value_deal", "value_dealdecision"
ONCE = ("value_dealversion", "value_deallimits", "value_dealasking", DECISION, "value_yearofrun")
KEYS = {"value_yearofrun": "run_id"}
OVER = "IN ('won', 'lost', 'withdrawn')"
LATE = f"(SELECT state FROM {DEAL} WHERE id = NEW.deal_id) <> 'asked'"


def sqlite():
    """Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    found = {
        f"{DEAL}_no_update": f"BEFORE UPDATE ON {DEAL} WHEN OLD.state {OVER}",
        f"{DEAL}_no_delete": f"BEFORE DELETE ON {DEAL}",
        f"{DEAL}_no_replace": f"BEFORE INSERT ON {DEAL} WHEN EXISTS "
        f"(SELECT 1 FROM {DEAL} WHERE id = NEW.id OR number = NEW.number)",
        f"{DECISION}_no_late_insert": f"BEFORE INSERT ON {DECISION} WHEN {LATE}",
    }
    for table in ONCE:
        key = KEYS.get(table, "id")
        found[f"{table}_no_update"] = f"BEFORE UPDATE ON {table}"
        found[f"{table}_no_delete"] = f"BEFORE DELETE ON {table}"
        found[f"{table}_no_replace"] = (
            f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
        )
    return found


RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
FUNCTIONS = {
    "value_deal_stays": RAISE,
    "value_keep_deal": f"IF OLD.state {OVER} THEN {RAISE} END IF; RETURN NEW;",
    "value_keep_deal_decision": f"IF {LATE} THEN {RAISE} END IF; RETURN NEW;",
}


def postgresql():
    """The statements that seal deals on PostgreSQL."""
    for name, body in FUNCTIONS.items():
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    row = "FOR EACH ROW EXECUTE FUNCTION"
    moments = {
        f"{DEAL}_no_update": f"BEFORE UPDATE ON {DEAL} {row} value_keep_deal()",
        f"{DEAL}_no_delete": f"BEFORE DELETE ON {DEAL} {row} value_deal_stays()",
        f"{DECISION}_no_late_insert": f"BEFORE INSERT ON {DECISION} {row} value_keep_deal_decision()",
    }
    for table in ONCE:
        moments[f"{table}_no_change"] = f"BEFORE UPDATE OR DELETE ON {table} {row} value_deal_stays()"
    for table in (DEAL, *ONCE):
        moment = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION value_deal_stays()"
        moments[f"{table}_no_truncate"] = moment
    yield from (f"CREATE TRIGGER {name} {moment}" for name, moment in moments.items())


class Migration(migrations.Migration):
    dependencies = [("value", "0009_deals")]
    operations = [sealed(REFUSAL, sqlite=sqlite(), postgresql=postgresql(), functions=FUNCTIONS)]
