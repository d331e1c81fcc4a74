"""Seeds of second factors: encrypted in the database, opened under the secret in use and those before, and under no other."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.apps import apps

from clave.access import seeds
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SEED = "JBSWY3DPEHPK3PXP"


def test_the_database_holds_no_seed_that_opens_anything(cast: Cast) -> None:
    made = TOTP.activate(cast.reader, SEED)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept.startswith(seeds.SEALED)
    assert SEED not in kept
    assert seeds.opened(kept) == SEED
    assert seeds.sealed(SEED) != kept
    assert made.instance.pk


def test_an_old_secret_still_opens_and_a_strange_one_does_not(settings: Any) -> None:
    kept, old = seeds.sealed(SEED), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(InvalidToken):
        seeds.opened(kept)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert seeds.opened(kept) == SEED


def test_seeds_of_before_are_encrypted_by_the_migration_and_go_on_working(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.reader, type="totp", data={"secret": SEED})
    codes = RecoveryCodes.activate(cast.reader)
    shown, kept = codes.generate_codes(), codes.instance
    kept.data["seed"] = seeds.opened(kept.data["seed"])
    kept.save()
    migration = importlib.import_module("clave.access.migrations.0007_sealed_seeds")
    migration.seal(apps, None)
    migration.seal(apps, None)
    assert all(
        value.startswith(seeds.SEALED)
        for factor in Authenticator.objects.all()
        for name, value in factor.data.items()
        if name in migration.NAMES
    )
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == shown
    migration.unseal(apps, None)
    assert Authenticator.objects.get(type="totp").data["secret"] == SEED
