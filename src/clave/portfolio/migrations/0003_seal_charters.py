"""A locked charter, its criteria and its approvals stay as they are, whoever asks the database."""

from django.db import migrations

from clave.kit.seals import sealed

REFUSAL = "a locked charter never changes"
SEALED = "('locked', 'replaced')"
KEPT = (
    "id number replaces_id reason run_id first theirs_share_percent entry_line_thousandths exit_line_thousandths "
    "comparisons version drafted_by_id drafted_at proposed_by_id proposed_at sent_back_by_id sent_back_reason locked_at "
    "code_version digest"
).split()
"""The columns of a locked charter; of them nothing changes when it is replaced."""
PARTS = ("portfolio_criterion", "portfolio_approval")


def state_of(row):
    """The state of the charter that a part belongs to."""
    return f"(SELECT state FROM portfolio_charter WHERE id = {row}.charter_id)"


def sqlite():
    """Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
    over = f"SELECT 1 FROM portfolio_charter WHERE state IN {SEALED} AND (id = NEW.id OR number = NEW.number)"
    found = {
        "portfolio_charter_no_update": "BEFORE UPDATE ON portfolio_charter WHEN "
        f"OLD.state IN {SEALED} AND NOT (OLD.state = 'locked' AND NEW.state = 'replaced' AND {same})",
        "portfolio_charter_no_delete": f"BEFORE DELETE ON portfolio_charter WHEN OLD.state IN {SEALED}",
        "portfolio_charter_no_replace": f"BEFORE INSERT ON portfolio_charter WHEN EXISTS ({over})",
    }
    for part in PARTS:
        old, new = f"{state_of('OLD')} IN {SEALED}", f"{state_of('NEW')} IN {SEALED}"
        held = f"(SELECT charter_id FROM {part} WHERE id = NEW.id)"
        taken = f"(SELECT state FROM portfolio_charter WHERE id = {held}) IN {SEALED}"
        found[f"{part}_no_update"] = f"BEFORE UPDATE ON {part} WHEN {old} OR {new}"
        found[f"{part}_no_delete"] = f"BEFORE DELETE ON {part} WHEN {old}"
        found[f"{part}_no_late_insert"] = f"BEFORE INSERT ON {part} WHEN {new} OR {taken}"
    return found


RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"


def postgresql():
    """The statements that seal charters on PostgreSQL."""
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
    yield (
        "CREATE FUNCTION portfolio_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {RAISE}; END $$"
    )
    yield (
        "CREATE FUNCTION portfolio_keep_charter() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT (OLD.state = 'locked' AND NEW.state = 'replaced' AND {same}) THEN {RAISE}; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE FUNCTION portfolio_keep_part() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN IF {state_of('OLD')} IN {SEALED} THEN {RAISE}; END IF; END IF; "
        f"IF TG_OP <> 'DELETE' THEN IF {state_of('NEW')} IN {SEALED} THEN {RAISE}; END IF; RETURN NEW; END IF; "
        "RETURN OLD; END $$"
    )
    row = f"FOR EACH ROW WHEN (OLD.state IN {SEALED})"
    yield (
        "CREATE TRIGGER portfolio_charter_no_update BEFORE UPDATE ON portfolio_charter "
        f"{row} EXECUTE FUNCTION portfolio_keep_charter()"
    )
    yield (
        "CREATE TRIGGER portfolio_charter_no_delete BEFORE DELETE ON portfolio_charter "
        f"{row} EXECUTE FUNCTION portfolio_refuse_change()"
    )
    for part in PARTS:
        yield (
            f"CREATE TRIGGER {part}_no_change BEFORE INSERT OR UPDATE OR DELETE ON {part} "
            "FOR EACH ROW EXECUTE FUNCTION portfolio_keep_part()"
        )
    for table in ("portfolio_charter", *PARTS):
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION portfolio_refuse_change()"
        )


FUNCTIONS = ("portfolio_keep_part", "portfolio_keep_charter", "portfolio_refuse_change")


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_charter_sent_back")]
    operations = [sealed(REFUSAL, sqlite=sqlite(), postgresql=postgresql(), functions=FUNCTIONS)]
