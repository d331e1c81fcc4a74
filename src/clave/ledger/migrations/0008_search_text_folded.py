"""SQLite keeps the text that is searched folded too, as PostgreSQL does since 0006: the columns are computed anew."""

from typing import Any

from django.db import migrations


def fold(apps: Any, schema_editor: Any) -> None:
    """Make the two columns again, by the expression of today."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name in ("Contact", "Customer"):
        model = apps.get_model("ledger", name)
        column = model._meta.get_field("sought")
        schema_editor.remove_field(model, column)
        schema_editor.add_field(model, column)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_known_since")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
