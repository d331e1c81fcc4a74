"""Forecasts of single years become versions of one forecast."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def gather(apps, editor):
    """Every forecast of a year becomes a version that keeps what was said of the other years until then."""
    said: dict[int, dict[int, object]] = {}
    for row in apps.get_model("people", "YearForecast").objects.order_by("at", "pk"):
        known = said.setdefault(row.key_account_id, {})
        known[row.year] = row
        years = range(min(year for year in known if year >= min(row.year, row.made_on.year)), max(known) + 1)
        rows = [known.get(year) for year in years]
        forecasts = apps.get_model("people", "Forecast").objects
        forecasts.create(
            key_account_id=row.key_account_id,
            number=forecasts.filter(key_account_id=row.key_account_id).count() + 1,
            first_year=years[0],
            **{f"{name}s": [getattr(each, name, None) for each in rows] for name in ("low", "high")},
            amounts=[getattr(each, "likely", None) for each in rows],
            chances=[None] * len(rows),
            currency=row.currency,
            reason=row.note or "–",
            made_on=row.made_on,
            by_id=row.by_id,
            at=row.at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_pay_plans'),
        ('portfolio', '0010_candidate_standing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Forecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('first_year', models.PositiveSmallIntegerField()),
                ('amounts', models.JSONField()),
                ('lows', models.JSONField(default=list)),
                ('highs', models.JSONField(default=list)),
                ('chances', models.JSONField(default=list)),
                ('currency', models.CharField(max_length=3)),
                ('reason', models.CharField(max_length=500)),
                ('made_on', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key_account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forecasts', to='portfolio.keyaccount')),
            ],
            options={
                'ordering': ['key_account', '-number'],
                'constraints': [models.UniqueConstraint(fields=('key_account', 'number'), name='people_forecast_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('currency', ''), _negated=True)), name='people_forecast_has_a_reason')],
            },
        ),
        migrations.RunPython(gather, migrations.RunPython.noop),
    ]
