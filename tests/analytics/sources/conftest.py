"""What the tests of the intake share: where files land, the day they are checked, and a writer of small files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clave.analytics.sources import Intake, IntakeSettings, Profile, take_in

SHARED = Path(__file__).parents[4] / "shared"
PROFILES = Path(__file__).parents[3] / "docs" / "handbook" / "profiles"
TODAY = date(2025, 11, 23)
HEADER = "order_id,line_no,customer_code,ordered_on,currency,product_code,quantity,net_amount,cost_amount,status"


def line(number: int, **changed: str) -> str:
    """One good order line, with some values changed."""
    values = {
        "order_id": f"S{number}",
        "line_no": "1",
        "customer_code": "000123",
        "ordered_on": "2025-03-14",
        "currency": "EUR",
        "product_code": "P-10",
        "quantity": "10",
        "net_amount": "1000.00",
        "cost_amount": "700.00",
        "status": "invoiced",
        **changed,
    }
    return ",".join(values.values())


@pytest.fixture
def settings() -> IntakeSettings:
    """Checked on 23 November 2025, with everything else as it is by default."""
    return IntakeSettings(today=TODAY)


@pytest.fixture
def data() -> Path:
    """The folder of real data sets."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the data sets are not beside this checkout (../shared/data)")
    return folder


Take = Callable[..., Intake]


@pytest.fixture
def take(tmp_path: Path, settings: IntakeSettings) -> Take:
    """Take in a text (written as orders.csv) or a path."""

    def take_in_text(
        source: str | bytes | Path,
        *,
        kind: str = "orders",
        profile: str | Profile | None = None,
        name: str = "orders.csv",
        settings: IntakeSettings = settings,
    ) -> Intake:
        if not isinstance(source, Path):
            path = tmp_path / name
            path.write_bytes(source.encode() if isinstance(source, str) else source)
            source = path
        mapped = Profile.from_toml(profile) if isinstance(profile, str) else profile
        return take_in(source, kind=kind, profile=mapped, land_in=tmp_path / "landed", settings=settings)

    return take_in_text


def file_of(*lines: str, header: str = HEADER) -> str:
    """A text file of a header and lines."""
    return "\n".join((header, *lines)) + "\n"


def codes(intake: Intake) -> list[str]:
    """The codes of all refusals, in order."""
    return [problem.code for problem in intake.refused]


def warned(intake: Intake) -> list[str]:
    """The codes of all warnings, in order."""
    return [problem.code for problem in intake.warnings]
