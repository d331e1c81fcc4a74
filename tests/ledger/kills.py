"""Drives an importing process and kills it at random moments."""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .imports import row, write

BASE, ADDED, CORRECTED = 1_500, 700, 300
SECONDS_AT_MOST = 60.0


class Importer:
    """An importing process, or another one that works so; each request runs in a child that may be killed."""

    def __init__(self, env: dict[str, str], module: str = "tests.ledger.importing") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            env=env,
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.told: queue.Queue[dict[str, Any]] = queue.Queue()
        self.seconds = (0.0, 0.0)
        """How long the latest request took, in all and from when it began to write."""
        threading.Thread(target=self._hear, daemon=True).start()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _hear(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.put(json.loads(line))

    def ask(self, do: str, *, kill_after: float | None = None, counted_from: str = "pid", **words: Any) -> Any:
        """The answer to a request; None when the child was killed, `kill_after` seconds after it began or wrote."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self.process.stdin.flush()
        answer, seen, killer = None, {}, None
        while "ended" not in seen:
            told = self.told.get(timeout=SECONDS_AT_MOST)
            seen |= {name: (time.monotonic(), value) for name, value in told.items()}
            assert "fault" not in told or told["fault"].isupper(), told["fault"]
            if kill_after is not None and killer is None and counted_from in seen and "pid" in seen:
                killer = threading.Timer(kill_after, _kill, [seen["pid"][1]])
                killer.start()
            answer = {"refused": [told["fault"]]} if "fault" in told else told.get("answer", answer)
        if killer:
            killer.cancel()
        end = seen["ended"][0]
        self.seconds = end - seen["pid"][0], end - seen.get("writing", seen["pid"])[0]
        return answer


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@dataclass
class Figures:
    """What came of the kills."""

    old: int = 0
    new: int = 0
    finished: int = 0
    undo_old: int = 0
    undo_new: int = 0
    swept: int = 0
    half: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.old + self.new} imports killed: {self.old} left the old state, {self.new} the new one; "
            f"{self.undo_old + self.undo_new} undos killed: {self.undo_old} before, {self.undo_new} after; "
            f"{self.finished} ended before their kill; {self.swept} leftovers swept; {len(self.half)} half"
        )


class Drill:
    """Rounds of import and undo, each killed at a random moment, checked and repeated."""

    def __init__(self, importer: Importer, folder: Path, seed: int) -> None:
        self.importer, self.folder, self.chance = importer, folder, random.Random(seed)
        self.figures = Figures()
        base = write(folder / "base.csv", *(row(f"B{number}") for number in range(BASE)))
        assert importer.ask("bring", path=str(base)) == {"batch": 1}
        self.old = self.standing()
        self.whole_seconds, self.write_seconds, self.undo_seconds = self._measured()

    def file(self, number: int) -> str:
        """A file of corrections and news, another one each time and with the same outcome."""
        corrected = [row(f"B{place}", "130.00") for place in range(CORRECTED)]
        added = [row(f"N{place}", "107.00", customer_code=f"D{place % 50}") for place in range(ADDED)]
        return str(write(self.folder / f"file{number}.csv", *corrected, *added, *[row("LAST", f"{number + 101}.00")]))

    def standing(self) -> dict[str, Any]:
        """How the ledger stands; what is half about it is noted."""
        told: dict[str, Any] = self.importer.ask("standing")
        self.figures.half += told.pop("faults")
        return told

    def kill_imports(self, count: int) -> None:
        """Kill that many imports, half of them anywhere, half while they write."""
        killed, number = 0, 1
        while killed < count:
            path = self.file(number)
            writing = bool(number % 2)
            span = self.write_seconds if writing else self.whole_seconds
            words = {"counted_from": "writing" if writing else "pid", "kill_after": self.chance.uniform(0, span)}
            ended = self.importer.ask("bring", path=path, **words)
            killed += ended is None
            self._check_import(path, killed=ended is None, resuming=writing)
            self._stop_when_half()
            self._undo(killing=number % 4 == 0)
            self._stop_when_half()
            number += 1

    def _stop_when_half(self) -> None:
        assert self.figures.half == [], f"{self.figures}: {self.figures.half}"

    def _check_import(self, path: str, *, killed: bool, resuming: bool) -> None:
        found = self.standing()
        is_old = found == self.old
        if killed:
            self.figures.old += is_old
            self.figures.new += not is_old
        self.figures.finished += not killed
        again = self.importer.ask("resume" if resuming and is_old else "bring", path=path)
        new = self.standing()
        if (
            again is None
            or ("batch" in again) != is_old
            or (not is_old and again["refused"] != ["FILE_ALREADY_IMPORTED"])
        ):
            self.figures.half.append(f"the import could not be repeated: {again}")
        if not is_old and found != new:
            self.figures.half.append(f"neither old nor new: {found}")
        if new["rows"] != BASE + ADDED + 1 or new["customers"] != 51:
            self.figures.half.append(f"the repeated import gave {new}")
        self._sweep()

    def _undo(self, *, killing: bool) -> None:
        kill_after = self.chance.uniform(0, self.undo_seconds) if killing else None
        new = self.standing()
        ended = self.importer.ask("undo", kill_after=kill_after, counted_from="writing")
        found = self.standing()
        if killing and ended is None:
            self.figures.undo_old += found == new
            self.figures.undo_new += found == self.old
        if found == new:
            self.importer.ask("undo")
        if self.standing() != self.old:
            self.figures.half.append(f"undo gave {found}")
        self._sweep()

    def _sweep(self) -> None:
        told = self.importer.ask("sweep")
        self.figures.swept += told["gone"]
        if told["left"]:
            self.figures.half.append(f"registry and files disagree: {told['left']}")

    def _measured(self) -> tuple[float, float, float]:
        """How long a whole import, its writing and an undo take, with a tenth on top."""
        assert "batch" in self.importer.ask("bring", path=self.file(0))
        whole, write_alone = self.importer.seconds
        self.importer.ask("undo")
        return 1.1 * whole, 1.1 * write_alone, 1.1 * self.importer.seconds[1]
