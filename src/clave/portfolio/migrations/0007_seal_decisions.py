"""What was decided, asked or admitted stays, whoever asks the database; and the hundredth key account has no room in it."""

from django.db import migrations

REFUSAL = "what was decided stays"
FULL = "there are 99 key accounts already"
MOST = 99
DECISION, VOTE, KEY_ACCOUNT = "portfolio_decision", "portfolio_vote", "portfolio_keyaccount"
EXCEPTION = "portfolio_exceptionrequest"
CLOSED = "<> 'open'"
OF_VOTE = "(SELECT state FROM portfolio_decision WHERE id = {row}.decision_id) <> 'open'"
HELD = f"(SELECT COUNT(*) FROM {KEY_ACCOUNT} WHERE released_on IS NULL) >= {MOST}"
KEPT = "id customer_id admission_id admitted_on".split()
"""The columns of a key account that never change; release and its day are set once, together."""


def released_once(same):
    """The one change of a key account: its release is written."""
    equal = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in KEPT)
    return f"({equal} AND OLD.release_id IS NULL AND NEW.release_id IS NOT NULL)"


def sqlite():
    """Trigger -> its moment and its refusal, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    over = "EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR number = NEW.number)"
    found = {
        f"{DECISION}_no_update": f"BEFORE UPDATE ON {DECISION} WHEN OLD.state {CLOSED}",
        f"{DECISION}_no_delete": f"BEFORE DELETE ON {DECISION}",
        f"{DECISION}_no_replace": f"BEFORE INSERT ON {DECISION} WHEN {over.format(table=DECISION)}",
        f"{VOTE}_no_update": f"BEFORE UPDATE ON {VOTE} WHEN {OF_VOTE.format(row='OLD')} OR {OF_VOTE.format(row='NEW')}",
        f"{VOTE}_no_delete": f"BEFORE DELETE ON {VOTE} WHEN {OF_VOTE.format(row='OLD')}",
        f"{VOTE}_no_late_insert": f"BEFORE INSERT ON {VOTE} WHEN {OF_VOTE.format(row='NEW')} "
        f"OR EXISTS (SELECT 1 FROM {VOTE} WHERE id = NEW.id)",
        f"{EXCEPTION}_no_update": f"BEFORE UPDATE ON {EXCEPTION}",
        f"{EXCEPTION}_no_delete": f"BEFORE DELETE ON {EXCEPTION}",
        f"{EXCEPTION}_no_replace": f"BEFORE INSERT ON {EXCEPTION} WHEN {over.format(table=EXCEPTION)}",
        f"{KEY_ACCOUNT}_no_update": f"BEFORE UPDATE ON {KEY_ACCOUNT} WHEN NOT {released_once('IS')}",
        f"{KEY_ACCOUNT}_no_delete": f"BEFORE DELETE ON {KEY_ACCOUNT}",
        f"{KEY_ACCOUNT}_no_replace": f"BEFORE INSERT ON {KEY_ACCOUNT} WHEN EXISTS "
        f"(SELECT 1 FROM {KEY_ACCOUNT} WHERE id = NEW.id OR admission_id = NEW.admission_id)",
    }
    told = {name: (moment, REFUSAL) for name, moment in found.items()}
    told[f"{KEY_ACCOUNT}_no_hundredth"] = (f"BEFORE INSERT ON {KEY_ACCOUNT} WHEN {HELD}", FULL)
    return told


RAISE = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation';"
NEW_FUNCTION = "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
FUNCTIONS = {
    "portfolio_decided_stays": RAISE.format(REFUSAL),
    "portfolio_keep_decision": f"IF OLD.state {CLOSED} THEN {RAISE.format(REFUSAL)} END IF; RETURN NEW;",
    "portfolio_keep_vote": (
        f"IF TG_OP <> 'INSERT' THEN IF {OF_VOTE.format(row='OLD')} THEN {RAISE.format(REFUSAL)} END IF; END IF; "
        f"IF TG_OP <> 'DELETE' THEN IF {OF_VOTE.format(row='NEW')} THEN {RAISE.format(REFUSAL)} END IF; RETURN NEW; "
        "END IF; RETURN OLD;"
    ),
    "portfolio_keep_key_account": (
        f"IF NOT {released_once('IS NOT DISTINCT FROM')} THEN {RAISE.format(REFUSAL)} END IF; RETURN NEW;"
    ),
    "portfolio_no_hundredth": f"IF {HELD} THEN {RAISE.format(FULL)} END IF; RETURN NEW;",
}


def postgresql():
    """The statements that seal decisions on PostgreSQL."""
    for name, body in FUNCTIONS.items():
        yield NEW_FUNCTION.format(name=name, body=body)
    row = "FOR EACH ROW EXECUTE FUNCTION"
    moments = {
        f"{DECISION}_no_update": f"BEFORE UPDATE ON {DECISION} {row} portfolio_keep_decision()",
        f"{DECISION}_no_delete": f"BEFORE DELETE ON {DECISION} {row} portfolio_decided_stays()",
        f"{VOTE}_no_change": f"BEFORE INSERT OR UPDATE OR DELETE ON {VOTE} {row} portfolio_keep_vote()",
        f"{EXCEPTION}_no_change": f"BEFORE UPDATE OR DELETE ON {EXCEPTION} {row} portfolio_decided_stays()",
        f"{KEY_ACCOUNT}_no_update": f"BEFORE UPDATE ON {KEY_ACCOUNT} {row} portfolio_keep_key_account()",
        f"{KEY_ACCOUNT}_no_delete": f"BEFORE DELETE ON {KEY_ACCOUNT} {row} portfolio_decided_stays()",
        f"{KEY_ACCOUNT}_no_hundredth": f"BEFORE INSERT ON {KEY_ACCOUNT} {row} portfolio_no_hundredth()",
    }
    for table in (DECISION, VOTE, EXCEPTION, KEY_ACCOUNT):
        moment = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION portfolio_decided_stays()"
        moments[f"{table}_no_truncate"] = moment
    yield from (f"CREATE TRIGGER {name} {moment}" for name, moment in moments.items())


def sealing(vendor):
    """The statements that seal decisions on this database."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} {moment} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for name, (moment, refusal) in sqlite().items()
        ]
    return list(postgresql())


def unsealing(vendor):
    """The statements that open them again, to undo this migration."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}" for name in sqlite()]
    return [f"DROP FUNCTION {name}() CASCADE" for name in FUNCTIONS]


def seal(apps, schema_editor):
    for statement in sealing(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unseal(apps, schema_editor):
    for statement in unsealing(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0006_people_of_a_decision")]
    operations = [migrations.RunPython(seal, unseal)]
