"""The command line: one door to the same operations, loaded only as far as each command needs."""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from clave.kit.starting import set_up

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads wait by running, and there is no large matrix in Clave

COMMANDS: dict[str, tuple[str, str]] = {
    "check": (
        "clave.analytics.sources.commands:check",
        "Check a file of order lines (or another kind) without importing it.",
    ),
    "score": ("clave.analytics.commands:score", "What every customer contributed and is worth, as a table."),
    "costs": (
        "clave.analytics.cost_to_serve.commands:costs",
        "Where the cost of serving went, and cost drivers to begin with.",
    ),
    "backtest": (
        "clave.analytics.commands:backtest",
        "How well each way of choosing would have picked the best customers.",
    ),
    "demo": ("clave.demo.commands:demo", "Build the demo company, print its users and serve it."),
    "serve": ("clave.web.commands:serve", "Serve the application and work through its jobs."),
    "migrate": ("clave.web.commands:migrate", "Bring the database to this version."),
    "backup": ("clave.web.backups.commands:backup", "Save the database and all files beside it in one file."),
    "restore": ("clave.web.backups.commands:restore", "Bring back what a backup holds, checked row by row."),
    "import": ("clave.ledger.commands:import_file", "Import a file of one kind, all or nothing."),
    "export": ("clave.ledger.held_commands:export", "Write what is held of one kind to a file that an import takes."),
    "connector": ("clave.connectors.commands:connector", "Fetch data from other programs by saved connectors."),
    "undo": ("clave.ledger.commands:undo", "Take an import back as a whole."),
    "run": (
        "clave.value.commands:run",
        "Compute what every customer is worth, and keep it with all that went into it.",
    ),
    "recompute": ("clave.value.commands:recompute", "Compute a run again and say whether its figures are the same."),
    "value": ("clave.value.commands:value", "What a customer is worth, how sure that is, and why it changed."),
    "candidates": ("clave.portfolio.commands:candidates", "Who should be a key account, by the charter in force."),
    "benefit": (
        "clave.review.benefit_commands:benefit",
        "What the programme added, how sure that is, and what it cost.",
    ),
    "promise-check": (
        "clave.promises.commands:promise_check",
        "How often a delivery promise would have been kept on past orders.",
    ),
    "board-pack": (
        "clave.programme.commands:board_pack",
        "The pack for the board as PPTX, PDF or XLSX, from live figures.",
    ),
    "digest": ("clave.notices.commands:digest", "Write to people what is new for them, by e-mail."),
    "audit": ("clave.access.commands:audit", "Check the history chain."),
    "user": ("clave.access.commands:user", "Add people and give them roles."),
    "person": ("clave.personal_data.commands:person", "Everything about one person as a file; erase one."),
    "token": ("clave.access.token_commands:token", "Make, list and revoke tokens of the API."),
    "webhook": ("clave.webhooks.commands:webhook", "Make, list, open and end webhooks."),
}
"""Command -> where it lives, and its line in `clave --help`."""

WITHOUT_DATABASE = frozenset({"check", "score", "backtest", "costs", "demo"})
"""Commands that need no settings, or choose them themselves before they start Django."""


class LazyCommands(click.Group):
    """Loads a command's module only when that command is called, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in WITHOUT_DATABASE:
            set_up()
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=LazyCommands)
@click.version_option(package_name="clave")
def main() -> Any:
    """Clave runs a supplier's key account management programme, and proves that it pays."""
