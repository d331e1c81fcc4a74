"""The history can be added to and never changed, whoever asks the database."""

from django.db import migrations

REFUSAL = "the history is append-only"
SQLITE = {
    "access_entry_no_update": "BEFORE UPDATE ON access_entry",
    "access_entry_no_delete": "BEFORE DELETE ON access_entry",
    "access_personal_no_delete": "BEFORE DELETE ON access_personalvalues",
    "access_personal_only_erase": "BEFORE UPDATE ON access_personalvalues WHEN NEW.content <> '' OR NEW.salt <> ''",
}
POSTGRESQL = {
    "access_entry_no_change": "BEFORE UPDATE OR DELETE ON access_entry FOR EACH ROW",
    "access_entry_no_truncate": "BEFORE TRUNCATE ON access_entry FOR EACH STATEMENT",
    "access_personal_no_delete": "BEFORE DELETE ON access_personalvalues FOR EACH ROW",
    "access_personal_no_truncate": "BEFORE TRUNCATE ON access_personalvalues FOR EACH STATEMENT",
    "access_personal_only_erase": (
        "BEFORE UPDATE ON access_personalvalues FOR EACH ROW WHEN (NEW.content <> '' OR NEW.salt <> '')"
    ),
}


def sealing(vendor):
    """The statements that close the history on this database."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} {moment} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, moment in SQLITE.items()
        ]
    return [
        "CREATE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION access_refuse_change()"
            for name, moment in POSTGRESQL.items()
        ),
    ]


def unsealing(vendor):
    """The statements that open it again, to undo this migration."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}" for name in SQLITE]
    return ["DROP FUNCTION access_refuse_change() CASCADE"]


def seal(apps, schema_editor):
    for statement in sealing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unseal(apps, schema_editor):
    for statement in unsealing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_users_roles_and_history")]
    operations = [migrations.RunPython(seal, unseal)]
