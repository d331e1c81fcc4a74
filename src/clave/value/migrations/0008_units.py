"""How many units a customer bought; nullable, so that the seals stay in place and older runs say they do not know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("value", "0007_costs_by_driver")]
    operations = [migrations.AddField("bookrow", "units_thousandths", models.BigIntegerField(null=True))]
