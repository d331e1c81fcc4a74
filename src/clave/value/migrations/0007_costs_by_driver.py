"""What serving each customer took, by driver, and what would end a loss; nullable, so that the seals stay in place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("value", "0006_cost_drivers")]
    operations = [
        migrations.AddField("bookseries", "drivers", models.JSONField(null=True)),
        migrations.AddField("bookseries", "loss", models.JSONField(null=True)),
    ]
