"""Statements of the benefit, sealed once they are done; what the programme costs a year."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from clave.kit.seals import sealed

REFUSAL = "a finished statement of the benefit never changes"
STATEMENT, CHECK = "review_benefitstatement", "review_benefitcheck"
DONE = "OLD.state = 'done'"
TAKEN = f"EXISTS (SELECT 1 FROM {STATEMENT} WHERE state = 'done' AND (id = NEW.id OR number = NEW.number))"
SQLITE = {
    f"{STATEMENT}_no_update": f"BEFORE UPDATE ON {STATEMENT} WHEN {DONE}",
    f"{STATEMENT}_no_delete": f"BEFORE DELETE ON {STATEMENT} WHEN {DONE}",
    f"{STATEMENT}_no_replace": f"BEFORE INSERT ON {STATEMENT} WHEN {TAKEN}",
    f"{CHECK}_no_update": f"BEFORE UPDATE ON {CHECK}",
    f"{CHECK}_no_delete": f"BEFORE DELETE ON {CHECK}",
}
"""Trigger -> its moment, on SQLite; REPLACE would take a row away without a trigger on DELETE."""
FUNCTION = "review_benefit_stays"
POSTGRESQL = {
    f"{STATEMENT}_no_change": f"BEFORE UPDATE OR DELETE ON {STATEMENT} FOR EACH ROW WHEN ({DONE})",
    f"{CHECK}_no_change": f"BEFORE UPDATE OR DELETE ON {CHECK} FOR EACH ROW",
    f"{STATEMENT}_no_truncate": f"BEFORE TRUNCATE ON {STATEMENT} FOR EACH STATEMENT",
    f"{CHECK}_no_truncate": f"BEFORE TRUNCATE ON {CHECK} FOR EACH STATEMENT",
}


def postgresql():
    """The statements that seal finished statements on PostgreSQL."""
    raising = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
    yield f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raising} END $$"
    for name, moment in POSTGRESQL.items():
        yield f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION {FUNCTION}()"


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0010_candidate_standing'),
        ('review', '0001_relationship_reviews'),
        ('value', '0010_seal_deals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BenefitStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('short_code', models.CharField(max_length=20, unique=True)),
                ('state', models.CharField(default='queued', max_length=8)),
                ('currency', models.CharField(max_length=3)),
                ('inputs', models.JSONField(default=dict)),
                ('inputs_digest', models.CharField(max_length=64)),
                ('code_version', models.CharField(max_length=40)),
                ('step', models.CharField(blank=True, max_length=16)),
                ('result', models.JSONField(blank=True, null=True)),
                ('result_digest', models.CharField(blank=True, max_length=64)),
                ('failure', models.JSONField(blank=True, null=True)),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='value.run')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed'])), name='benefit_state_is_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('result__isnull', False), models.Q(('result_digest', ''), _negated=True)), _connector='OR'), name='benefit_done_has_a_result'),
                    models.UniqueConstraint(condition=models.Q(('state', 'failed'), _negated=True), fields=('inputs_digest',), name='benefit_once_for_the_same_inputs'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BenefitCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result_digest', models.CharField(max_length=64)),
                ('code_version', models.CharField(max_length=40)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='review.benefitstatement')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=200)),
                ('yearly_cost', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key_account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.keyaccount')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('yearly_cost__gte', 0), models.Q(('currency', ''), _negated=True), models.Q(('what', ''), _negated=True)), name='programme_cost_says_what'),
                    models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programme_cost_days_in_order'),
                ],
            },
        ),
        sealed(REFUSAL, sqlite=SQLITE, postgresql=postgresql(), functions=[FUNCTION]),
    ]
