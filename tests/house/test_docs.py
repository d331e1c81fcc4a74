"""Every setting and every command has its line in the handbook; the handbook is whole, and builds to a site."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from clave.cli import COMMANDS, main
from tests.house.source import ROOT, SOURCE

DOCS = ROOT / "docs"
HANDBOOK = DOCS / "handbook"


def settings() -> list[str]:
    """Every variable that the source reads from the environment."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    return sorted(set(re.findall(r"\bCLAVE_[A-Z][A-Z_]*[A-Z]\b", text)))


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


@pytest.mark.parametrize("name", settings())
def test_every_setting_has_its_line(name: str) -> None:
    documented = (HANDBOOK / "settings.md").read_text(encoding="utf-8")
    assert f"`{name}`" in documented or f"`{name.removesuffix('_FILE')}`" in documented


def test_no_setting_is_documented_that_nothing_reads() -> None:
    documented = set(re.findall(r"`(CLAVE_[A-Z_]+)`", (HANDBOOK / "settings.md").read_text(encoding="utf-8")))
    assert {name for name in documented if name.removesuffix("_FILE") not in settings()} == set()


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_loads_and_has_its_line(word: str) -> None:
    documented = (HANDBOOK / "command-line.md").read_text(encoding="utf-8")
    command = main.get_command(click.Context(main), word)  # type: ignore[attr-defined]
    names = (
        [name for name, _ in commands(command, f"clave {word}")]
        if isinstance(command, click.Group)
        else [f"clave {word}"]
    )
    assert [name for name in names if f"`{name}" not in documented] == []


def test_every_option_is_explained_by_its_own_help() -> None:
    mute = [
        f"{name} {option.opts[0]}"
        for name, command in commands(main, "clave")  # type: ignore[arg-type]
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden and not option.help
    ]
    assert mute == []


@pytest.mark.parametrize("folder", ["handbook", "method", "decisions"])
def test_every_page_is_reached_from_the_index_of_its_folder(folder: str) -> None:
    index = (DOCS / folder / "README.md").read_text(encoding="utf-8")
    pages = {str(page.relative_to(DOCS / folder)) for page in (DOCS / folder).rglob("*.md")}
    assert pages - {"README.md", *re.findall(r"\]\(([^)#]+\.md)", index)} == set()


def test_every_picture_is_made_by_the_command_and_shown() -> None:
    made = set(tomllib.loads((DOCS / "pictures.toml").read_text(encoding="utf-8")))
    text = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
    for folder in ("", "es/"):
        assert made == {file.stem for file in (HANDBOOK / "pictures" / folder).glob("*.png")}
        assert made == set(re.findall(rf"pictures/{folder}([a-z-]+)\.png", text))


def test_the_site_builds_without_a_broken_link(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
