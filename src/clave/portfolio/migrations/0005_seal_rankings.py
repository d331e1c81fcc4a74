"""A finished ranking and its candidates stay as they are, whoever asks the database; only a review is marked later."""

from django.db import migrations

from clave.kit.seals import sealed

REFUSAL = "a finished ranking never changes"
KEPT = (
    "id number short_code state charter_id run_id as_of first draws seed step candidates rows_done findings manifest "
    "result_digest failure by_id queued_at worked_at finished_at"
).split()
"""The columns of a finished ranking; all but the mark that the committee held it as a review, which is set once."""
RANKING, SCORE = "portfolio_ranking", "portfolio_candidatescore"
STATE = "(SELECT state FROM portfolio_ranking WHERE id = {row}.ranking_id)"
GOES = f"COALESCE({STATE.format(row='OLD')}, 'done') <> 'failed'"
LATE = f"{STATE.format(row='NEW')} = 'done'"


def held_as_review(same):
    """The one change of a finished ranking: the mark of a review is set."""
    equal = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in KEPT)
    return f"({equal} AND NEW.is_review)"


def sqlite():
    """Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
    over = f"SELECT 1 FROM {RANKING} WHERE state = 'done' AND (id = NEW.id OR number = NEW.number)"
    held = f"SELECT 1 FROM {SCORE} WHERE id = NEW.id"
    return {
        f"{RANKING}_no_update": f"BEFORE UPDATE ON {RANKING} WHEN OLD.state = 'done' AND NOT {held_as_review('IS')}",
        f"{RANKING}_no_delete": f"BEFORE DELETE ON {RANKING} WHEN OLD.state = 'done'",
        f"{RANKING}_no_replace": f"BEFORE INSERT ON {RANKING} WHEN EXISTS ({over})",
        f"{SCORE}_no_update": f"BEFORE UPDATE ON {SCORE}",
        f"{SCORE}_no_delete": f"BEFORE DELETE ON {SCORE} WHEN {GOES}",
        f"{SCORE}_no_late_insert": f"BEFORE INSERT ON {SCORE} WHEN {LATE} OR EXISTS ({held})",
    }


RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
NEW_FUNCTION = "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def postgresql():
    """The statements that seal rankings on PostgreSQL."""
    kept = f"IF NOT {held_as_review('IS NOT DISTINCT FROM')} THEN {RAISE}; END IF; RETURN NEW;"
    yield NEW_FUNCTION.format(name="portfolio_ranking_stays", body=f"{RAISE};")
    yield NEW_FUNCTION.format(name="portfolio_keep_ranking", body=kept)
    yield NEW_FUNCTION.format(name="portfolio_keep_score", body=f"IF {GOES} THEN {RAISE}; END IF; RETURN OLD;")
    yield NEW_FUNCTION.format(name="portfolio_late_score", body=f"IF {LATE} THEN {RAISE}; END IF; RETURN NEW;")
    done = "FOR EACH ROW WHEN (OLD.state = 'done')"
    moments = {
        f"{RANKING}_no_update": f"BEFORE UPDATE ON {RANKING} {done} EXECUTE FUNCTION portfolio_keep_ranking()",
        f"{RANKING}_no_delete": f"BEFORE DELETE ON {RANKING} {done} EXECUTE FUNCTION portfolio_ranking_stays()",
        f"{SCORE}_no_update": f"BEFORE UPDATE ON {SCORE} FOR EACH ROW EXECUTE FUNCTION portfolio_ranking_stays()",
        f"{SCORE}_no_delete": f"BEFORE DELETE ON {SCORE} FOR EACH ROW EXECUTE FUNCTION portfolio_keep_score()",
        f"{SCORE}_no_late_insert": f"BEFORE INSERT ON {SCORE} FOR EACH ROW EXECUTE FUNCTION portfolio_late_score()",
    }
    for table in (RANKING, SCORE):
        moment = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION portfolio_ranking_stays()"
        moments[f"{table}_no_truncate"] = moment
    yield from (f"CREATE TRIGGER {name} {moment}" for name, moment in moments.items())


FUNCTIONS = ("portfolio_ranking_stays", "portfolio_keep_ranking", "portfolio_keep_score", "portfolio_late_score")


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0004_ranking_progress")]
    operations = [sealed(REFUSAL, sqlite=sqlite(), postgresql=postgresql(), functions=FUNCTIONS)]
