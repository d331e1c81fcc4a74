"""A customer belongs to one group at a time; the database itself refuses two."""

from django.db import migrations

OVERLAP = (
    "SELECT 1 FROM ledger_customerparent p WHERE p.customer_id = NEW.customer_id AND p.id <> COALESCE(NEW.id, -1) "
    "AND p.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(p.valid_to, '9999-12-31')"
)
SQLITE = {
    f"ledger_customerparent_one_group_{moment.lower()}": f"BEFORE {moment} ON ledger_customerparent"
    for moment in ("INSERT", "UPDATE")
}
NAME = "customer_in_one_group_at_a_time"


def refuse_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, moment in SQLITE.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {moment} WHEN EXISTS ({OVERLAP}) BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
            )
        return
    schema_editor.execute(
        f"ALTER TABLE ledger_customerparent ADD CONSTRAINT {NAME} EXCLUDE USING gist "
        "(int8range(customer_id, customer_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)"
    )


def allow_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute(f"ALTER TABLE ledger_customerparent DROP CONSTRAINT {NAME}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_customers_imports_and_versions")]
    operations = [migrations.RunPython(refuse_overlaps, allow_overlaps)]
