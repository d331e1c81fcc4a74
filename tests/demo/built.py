"""The demo company as one command builds it: once for every test that looks at it; who changes it takes a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.serving import environment

CLAVE = [sys.executable, "-c", "from clave.cli import main; main()", "demo", "--no-serve"]
SECONDS = 300


@dataclass(frozen=True)
class Built:
    """Where it stands, and what its command said."""

    folder: Path
    answer: subprocess.CompletedProcess[str]

    def copied(self, folder: Path) -> dict[str, str]:
        """What a server needs of the settings for a copy in this folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return environment(folder, CLAVE_SECRET_KEY=(folder / "secret-key").read_text(encoding="ascii"))


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command with its answer; the tests' own settings stay outside."""
    left = ("CLAVE_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left)}
    command = [*CLAVE, "--data-dir", str(folder), *options]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False, env={**kept, **environment}
    )


def build(folder: Path) -> Built:
    answer = run(folder)
    assert answer.returncode == 0, answer.stderr
    return Built(folder, answer)
