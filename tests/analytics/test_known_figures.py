"""Every figure that is known of a public data set comes out of its file and its profile of the handbook."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.analytics.ledgers import shared

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "data_sets.py"


def test_the_known_figures_of_the_data_sets() -> None:
    told = subprocess.run(
        [sys.executable, str(SCRIPT), str(shared("data"))], capture_output=True, text=True, timeout=240, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("as known") == 16
