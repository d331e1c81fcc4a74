"""What may never go wrong, the figure that shows it, and what the tests that ran have measured of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Figures = dict[str, float]
NOT_RUN = "not run"


@dataclass(frozen=True)
class Promise:
    """One promise: what must be counted at least, what must stay none, what may be so much at most."""

    words: str
    asked: str
    least: Mapping[str, int] = field(default_factory=dict)
    none: tuple[str, ...] = ()
    most: Mapping[str, float] = field(default_factory=dict)

    def of(self, told: Iterable[Figures]) -> Figures:
        """What several tests measured together: counts add up, what has a most is the highest of them."""
        found: Figures = {}
        for name, value in (each for figures in told for each in figures.items()):
            found[name] = max(found.get(name, 0), value) if name in self.most else found.get(name, 0) + value
        return found

    def lacks(self, found: Figures) -> list[str]:
        """What of the figure asked was not reached, or not measured."""
        short = [f"fewer than {least:,} {name}" for name, least in self.least.items() if found.get(name, 0) < least]
        unseen = [f"{name} not measured" for name in (*self.none, *self.most) if name not in found]
        some = [f"some {name}" for name in self.none if found.get(name)]
        above = [f"more than {most:g} {name}" for name, most in self.most.items() if found.get(name, 0) > most]
        return [*short, *unseen, *some, *above]


PROMISES = {
    "access": Promise(
        "nobody reaches what they may not",
        "≥ 10,000 checks, 0 surprises; ≥ 200 canaries, 0 leaks",
        {"checks": 10_000, "canaries": 200},
        ("surprises", "leaks"),
    ),
    "lost updates": Promise("no lost update", "0 of 1,000 with two writers", {"updates": 1_000}, ("lost",)),
    "crash": Promise(
        "crash leaves old or new",
        "≥ 200 kills, 0 partial, 0 double after re-run",
        dict.fromkeys(("imports", "runs", "locks", "migrations", "backups"), 20) | {"kills": 200},
        ("partial", "double"),
    ),
    "restarts": Promise(
        "database restart",
        "10 immediate PostgreSQL restarts under load: 0 acknowledged writes lost",
        {"restarts": 10, "acknowledged": 100},
        ("lost",),
    ),
    "backup": Promise(
        "backup restores", "under write load: digests equal", {"restored": 3, "written meanwhile": 1}, ("differing",)
    ),
    "bad input": Promise(
        "bad input",
        "every listed case as expected, 0 traces, 0 changed rows, ≤ 512 MB, ≤ 10 s",
        {"cases": 1},
        ("traces", "changed rows"),
        {"MB": 512, "seconds": 10},
    ),
    "nonsense": Promise("API survives nonsense", "≥ 20,000 cases: 0 × 5xx", {"cases": 20_000}, ("5xx", "misfits")),
    "totals": Promise(
        "totals exact", "same to the cent for 1, 2, 4 threads and every engine", {"books": 6}, ("differing",)
    ),
    "accessible": Promise(
        "accessible",
        "0 axe violations on every page, keyboard paths scripted",
        {"pages": 50, "paths": 1},
        ("violations",),
    ),
    "planted": Promise("tests see faults", "a planted fault of every class is caught", {"faults": 15}, ("unseen",)),
}


def table(measured: Mapping[str, list[Figures]], failed: Mapping[str, list[str]]) -> Iterator[str]:
    """One line a promise: what was promised, the figure asked, what was measured; what did not run is said so."""
    yield "promise | figure asked | measured"
    for name, promise in PROMISES.items():
        yield f"{promise.words} | {promise.asked} | {_verdict(promise, measured.get(name, []), failed.get(name, []))}"


def _verdict(promise: Promise, told: list[Figures], failed: list[str]) -> str:
    found = promise.of(told)
    figures = ", ".join(f"{value:,.10g} {name}" for name, value in found.items())
    if failed:
        return f"FAILED: {'; '.join(failed)}" + (f" ({figures})" if figures else "")
    if not told:
        return NOT_RUN
    lacks = promise.lacks(found)
    return f"{figures} | {'SHORT: ' + ', '.join(lacks) if lacks else 'kept'}"
