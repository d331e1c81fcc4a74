"""Seeds of second factors that are kept as they are become encrypted ones."""

from django.db import migrations

from clave.access import seeds

NAMES = ("secret", "seed")


def seal(apps, schema_editor):
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        kept = {name: seeds.sealed(seeds.opened(factor.data[name])) for name in NAMES if name in factor.data}
        factor.data = {**factor.data, **kept}
        factor.save(update_fields=["data"])


def unseal(apps, schema_editor):
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        factor.data = {**factor.data, **{n: seeds.opened(factor.data[n]) for n in NAMES if n in factor.data}}
        factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("access", "0006_sessions_and_second_factor"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, unseal)]
