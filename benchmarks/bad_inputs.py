"""Every listed bad file through `clave check --json`, as a table: python benchmarks/bad_inputs.py [FOLDER]."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measuring import Cost, clave

FOLDER = Path(__file__).parents[2] / "shared" / "badinputs"
KINDS = {"orders": "orders", "accounts": "customers", "fx": "rates", "contacts": "contacts"}
OBSERVED_BESIDES = {"CURRENCIES_MIXED"}
"""A warning that is due wherever accepted rows are in several currencies, whatever else is wrong."""
ONLY_ON_IMPORT = {"FILE_ALREADY_IMPORTED"}
"""Codes that need to know what came before: `clave check` looks at one file alone, the tests of the intake at these."""


def options(assumed: dict[str, Any], folder: Path) -> list[str]:
    """The settings the expectations were written for, as options of the command."""
    customers = folder / "customers.txt"
    customers.write_text("\n".join(assumed["accounts"]), encoding="utf-8")
    return [
        f"--today={assumed['today']}",
        f"--time-zone={assumed['timezone']}",
        f"--currencies={','.join(assumed['allowed_currencies'])}",
        f"--locked-until={assumed['locked_until']}",
        f"--max-rows={assumed['max_rows']}",
        f"--customers={customers}",
    ]


def place_of(case: dict[str, Any], stored: Path, folder: Path) -> Path:
    """The stored file, or the link that cannot be stored."""
    path = stored / case["file"]
    if path.exists():
        return path
    link = folder / str(case["file"])
    link.symlink_to("/etc/hostname")
    return link


def outcome_of(answer: dict[str, Any]) -> str:
    """The outcome in the words of the expectations."""
    if answer["refused_file"]:
        return "reject_file"
    if answer["refused_count"]:
        return "quarantine_rows"
    return "accept_with_warning" if answer["warnings"] else "accept"


def judged(case: dict[str, Any], cost: Cost, left: list[str]) -> list[str]:
    """Everything about one answer that is not as it should be."""
    if "Traceback" in cost.stdout + cost.stderr:
        return ["a trace"]
    faults = []
    if cost.seconds > case["limits"]["seconds"] or not cost.peak_mb <= case["limits"]["rss_mb"]:
        faults.append(f"{cost.seconds:.1f} s, {cost.peak_mb:.0f} MB")
    answer = json.loads(cost.stdout)
    faults += [f"leaves {name}" for name in left if name != "intake.json" and answer["refused_file"]]
    found = {told["code"] for told in answer["refused"] + answer["warnings"]} - OBSERVED_BESIDES
    answers = [[case["outcome"], case["code"]], *case["also_ok"]]
    given = [outcome_of(answer), *(sorted(found) or ["OK"])]
    if given not in answers:
        faults.append(f"answers {' '.join(given)}")
    elif given == answers[0]:
        faults += first_answer(case, answer, cost.status)
    return faults


def first_answer(case: dict[str, Any], answer: dict[str, Any], status: int) -> list[str]:
    """What the preferred answer lacks: words, rows, totals, exit status."""
    told = " ".join(problem["message"] for problem in answer["refused"] + answer["warnings"])
    lines = sorted({problem["line"] for problem in answer["refused"]} - {None})
    total = case.get("total_net_amount")
    wrong = {
        "message lacks " + ", ".join(w for w in case["message_must_contain"] if w not in told): any(
            word not in told for word in case["message_must_contain"]
        ),
        f"{answer['accepted']} rows accepted": answer["accepted"] != case["rows_ok"],
        f"refuses lines {lines}": bool(case["rows_bad"]) and lines != case["rows_bad"],
        f"counts {answer['refused_count']}": bool(case["rows_bad"])
        and answer["refused_count"] != len(case["rows_bad"] or ()),
        f"total {answer['totals'].get('net_amount')}": total is not None and answer["totals"]["net_amount"] != total,
        f"exit {status}": status != case["cli_exit"],
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def checked(case: dict[str, Any], stored: Path, words: list[str]) -> tuple[list[str], Cost]:
    """One case through the command."""
    with tempfile.TemporaryDirectory() as name:
        folder, land = Path(name), Path(name) / "landed"
        path = place_of(case, stored, folder)
        command = ["check", str(path), "--kind", KINDS[case["target"]], "--json", "--land", str(land), *words]
        cost = clave(*command, env={**os.environ, "LANG": "C"}, seconds=60)
        return judged(case, cost, [file.name for file in land.glob("*")]), cost


def main() -> None:
    """Print a line a case and the counts; exit 1 when a case is not as expected."""
    stored = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not stored.is_dir():
        print(f"{stored} is not here; nothing was checked")
        return
    told = json.loads((stored / "expectations.json").read_text(encoding="utf-8"))
    cases = [case for case in told["files"] if case["code"] not in ONLY_ON_IMPORT]
    wrong = 0
    print(f"{'file':<38}{'expected':<30}{'seconds':>8}{'peak MB':>8}  as expected")
    with tempfile.TemporaryDirectory() as folder:
        words = options(told["assumed_settings"], Path(folder))
        for case in cases:
            faults, cost = checked(case, stored, words)
            wrong += bool(faults)
            answer = "; ".join(faults) or "yes"
            print(f"{case['file']:<38}{case['code']:<30}{cost.seconds:>8.2f}{cost.peak_mb:>8.0f}  {answer}", flush=True)
    print(f"{len(cases)} cases, {len(cases) - wrong} as expected, {wrong} not")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
