"""What was recorded stays, whoever asks the database: triggers, as an operation of a migration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.migrations import RunPython


def sealed(
    refusal: str, *, sqlite: Mapping[str, str], postgresql: Iterable[str], functions: Iterable[str]
) -> RunPython:
    """Seal tables, and open them again when the migration is undone.

    `sqlite`: trigger -> its moment; each refuses with the words of `refusal`. `postgresql`: the statements that make the
    functions and their triggers; taking away `functions` takes away both.
    """
    making = {
        "sqlite": [
            f"CREATE TRIGGER {name} {moment} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for name, moment in sqlite.items()
        ],
        "postgresql": list(postgresql),
    }
    undoing = {
        "sqlite": [f"DROP TRIGGER {name}" for name in sqlite],
        "postgresql": [f"DROP FUNCTION {name}() CASCADE" for name in functions],
    }
    return RunPython(_sending(making), _sending(undoing))


def _sending(statements: Mapping[str, list[str]]) -> Any:
    def send(_apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return send
