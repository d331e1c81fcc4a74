"""Asked inside the company that the settings name, answered as JSON: live tokens of people, or what people have written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def inside(env: dict[str, str], asked: str, *words: str) -> Any:
    """The answer from a company with these settings."""
    program = [sys.executable, "-m", "tests.drills.inside", asked, *words]
    return json.loads(subprocess.run(program, env=env, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def tokens(*emails: str) -> dict[str, str]:
    """A token of each of these people, with every scope that lends them anything."""
    from clave.access import tokens
    from clave.access.lending import useful_scopes
    from clave.access.models import User
    from clave.access.policy import Action

    secrets = {}
    for email in emails:
        owner = User.objects.get(email=email)
        scopes = useful_scopes(owner.roles, [action for action in Action if owner.may(action)])
        _, secrets[email] = tokens.make_token(by=None, owner=owner, name="drill", scopes=list(scopes), days=1)
    return secrets


def people() -> list[tuple[str, list[str]]]:
    """Who signs in, with their roles."""
    from clave.access.models import User

    return [(user.email, sorted(user.roles)) for user in User.objects.filter(is_active=True).order_by("pk")]


def written() -> list[str]:
    """The words of every plan action and promise, and every visit as its customer and day."""
    from clave.accounts.models import PlanAction
    from clave.promises.models import Promise
    from clave.sponsorship.models import Visit

    visits = Visit.objects.values_list("key_account__customer__code", "visit_on")
    words = [*PlanAction.objects.values_list("words", flat=True), *Promise.objects.values_list("what", flat=True)]
    return [*words, *(f"{code} {day}" for code, day in visits)]


def history() -> dict[str, Any]:
    """The first entry of the history whose chain is broken, and how many entries there are."""
    from clave.access import chain
    from clave.access.models import Entry

    broken = chain.first_break(chain.head())
    return {"entries": Entry.objects.count(), "broken": str(broken) if broken else None}


def main(asked: str, *words: str) -> None:
    """Answer one question."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()
    print(json.dumps({"tokens": tokens, "people": people, "written": written, "history": history}[asked](*words)))


if __name__ == "__main__":
    main(*sys.argv[1:])
