"""A table where failed sign-ins are counted over all processes."""

from django.core.management import call_command
from django.db import migrations

TABLE = "access_cache"


def create(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("access", "0002_seal_history")]
    operations = [migrations.RunPython(create, drop)]
