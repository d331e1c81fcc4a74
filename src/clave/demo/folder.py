"""The folder a demo lives in: what it holds, whether it may be built there, and what is known of it afterwards."""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import Enum, auto
from pathlib import Path

from clave.demo.files import CastMember
from clave.demo.refusals import FolderBeingBuilt, FolderInUse, FolderNotADemo

BEGUN, DONE = "demo-begun", "demo.json"
SECRET = "secret-key"  # noqa: S105 - the name of a file


class State(Enum):
    """What a folder holds."""

    EMPTY = auto()
    HALF_BUILT = auto()
    BUILT = auto()
    IN_USE = auto()


@dataclass(frozen=True)
class Demo:
    """A demo that stands: which company, who signs in and with what."""

    seed: int
    until: str
    language: str
    password: str
    cast: tuple[CastMember, ...]


class DemoFolder:
    """One folder, and its way from empty to a demo."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def state(self) -> State:
        """What is in the folder now."""
        if not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir())):
            return State.EMPTY
        if (self.path / DONE).is_file():
            return State.BUILT
        return State.HALF_BUILT if (self.path / BEGUN).is_file() else State.IN_USE

    @contextmanager
    def begun(self) -> Iterator[None]:
        """The folder, ready to be built in by this process alone.

        What a killed build left behind goes; a folder that holds anything else is refused. A build that fails takes
        itself down again.
        """
        if self.state in (State.IN_USE, State.BUILT):
            raise FolderInUse(folder=self.path)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / BEGUN).open("a") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise FolderBeingBuilt(folder=self.path) from error
            self._take_down()
            self._give_secret()
            try:
                yield
            except BaseException:
                self._take_down()
                (self.path / BEGUN).unlink()
                raise

    def _give_secret(self) -> None:
        """A secret of its own, for this demo alone."""
        (self.path / SECRET).write_text(secrets.token_urlsafe(50), encoding="ascii")
        (self.path / SECRET).chmod(0o600)

    def finish(self, demo: Demo) -> None:
        """Say that the demo stands; from now on it is served as it is."""
        text = json.dumps(asdict(demo), ensure_ascii=False, indent=1)
        unfinished = self.path / f"{DONE}.new"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self.path / DONE)
        (self.path / BEGUN).unlink(missing_ok=True)

    def demo(self) -> Demo:
        """The demo that stands in the folder."""
        try:
            told = json.loads((self.path / DONE).read_text(encoding="utf-8"))
            return Demo(**{**told, "cast": tuple(CastMember(**each) for each in told["cast"])})
        except (ValueError, TypeError, KeyError) as error:
            raise FolderNotADemo(folder=self.path, file=DONE) from error

    def _take_down(self) -> None:
        """Remove everything but the mark that says that it was ours to remove; the mark goes last."""
        for entry in self._but_the_mark():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def _but_the_mark(self) -> Iterable[Path]:
        return [entry for entry in sorted(self.path.iterdir()) if entry.name != BEGUN]
