"""Every test of the ledger has a data folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Ledger files and uploads of one test alone."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Where a test writes the files it brings in."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder
