"""Forecasts of plans become versions of the one forecast, in calendar years."""

from django.db import migrations
from django.utils import timezone

NAMES = ("amount", "low", "high", "chance")


def weave(apps, editor):
    """Put what plans expected between what was said of years, in the order in which it was said."""
    plans = apps.get_model("accounts", "Forecast").objects
    forecasts = apps.get_model("people", "Forecast").objects
    for held in plans.values_list("key_account_id", flat=True).order_by("key_account_id").distinct():
        rows = [(row.at, row, _of_years(row)) for row in forecasts.filter(key_account_id=held)]
        rows += [(row.at, row, _of_plan(row)) for row in plans.filter(key_account_id=held)]
        forecasts.filter(key_account_id=held).delete()
        known: dict[int, dict[str, int | None]] = {}
        for number, (at, row, said) in enumerate(sorted(rows, key=lambda each: (each[0], each[1].pk)), start=1):
            made_on = getattr(row, "made_on", None) or timezone.localdate(at)
            for year, told in said.items():
                known[year] = {**known.get(year, {}), **told}
            first = min(min(said), max(made_on.year, min(known)))
            years = range(first, max(known) + 1)
            told = {f"{name}s": [known.get(year, {}).get(name) for year in years] for name in NAMES}
            forecasts.create(
                key_account_id=held, number=number, first_year=first, currency=row.currency, reason=row.reason,
                made_on=made_on, by_id=row.by_id, at=at, **told,
            )  # fmt: skip


def _of_years(row):
    return {
        row.first_year + place: {"amount": amount, "low": row.lows[place], "high": row.highs[place]}
        for place, amount in enumerate(row.amounts)
        if amount is not None
    }


def _of_plan(row):
    """Calendar years from years that began on any day: the average of what their months were expected to bring."""
    months = [
        (row.starts_on.year * 12 + row.starts_on.month - 1 + month, month // 12) for month in range(12 * len(row.amounts))
    ]
    said = {}
    for year in sorted({month // 12 for month, _ in months}):
        places = [place for month, place in months if month // 12 == year]
        chances = [row.chances[place] for place in places if place < len(row.chances)]
        known = [chance for chance in chances if chance is not None]
        amount = round(sum(row.amounts[place] for place in places) / len(places))
        said[year] = {"amount": amount, "low": None, "high": None, "chance": round(sum(known) / len(known)) if known else None}
    return said


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_whitespace'),
        ('people', '0006_one_forecast'),
    ]

    operations = [
        migrations.RunPython(weave, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='Forecast',
        ),
    ]
