"""Transactions in, lifetime value per customer out: Clave beside the libraries people use, in alternating runs.

    python benchmarks/libraries.py [cdnow | million | business | ten-million]... [--rounds N] [--without NAME]...
        [--minutes M]

The libraries are installed from PyPI into folders of build/. Every contestant starts as a process of its own, reads the same
CSV, fits BG/NBD (Clave: what it chooses) and writes one row per customer; Clave also checks every cell. Its modules are
compiled before, as pip compiles those of the others. Seconds are of
the processor (user + system) and of the clock, ratios are against Clave in the same round, memory is the peak. Who
fails, or needs more than M minutes of the processor (15), is named with the reason and takes no further part.
The log-likelihood of everybody's BG/NBD parameters is computed by one function on the same histories.
"""

from __future__ import annotations

import argparse
import compileall
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build"
NEEDED: dict[str, tuple[str, ...]] = {
    "peers": ("lifetimes", "pymc-marketing", "clvkit"),
    "peers-pandas-1": ("lifetimes==0.11.3", "pandas==1.5.3", "numpy==1.24.4", "scipy==1.10.1"),
}
"""What is installed into which folder of build/: the newest of everything, and lifetimes with the pandas of its time."""
OLD_PANDAS = "lifetimes, pandas 1"
MINUTES = 15.0


@dataclass(frozen=True)
class Size:
    """A transaction log to make: how many customers, how often they buy in how many weeks."""

    customers: int
    lines: int
    weeks: int
    loyal: bool


SIZES = {
    "million": Size(350_000, 1_000_000, 104, loyal=False),
    "business": Size(50_000, 10_000_000, 208, loyal=True),
    "ten-million": Size(3_500_000, 10_000_000, 104, loyal=False),
}

READ = """
import json, sys
import pandas as pd
log = pd.read_csv(sys.argv[1], parse_dates=["ordered_on"])
"""
SUMMARY = """
from lifetimes.utils import summary_data_from_transaction_data
table = summary_data_from_transaction_data(
    log, "customer_code", "ordered_on", monetary_value_col="net_amount", freq="D")
for name in ("recency", "T"):
    table[name] /= 7
"""
PROGRAMS = {
    "lifetimes": READ
    + SUMMARY
    + """
from lifetimes import BetaGeoFitter, GammaGammaFitter
model = BetaGeoFitter(penalizer_coef=0.0)
model.fit(table["frequency"], table["recency"], table["T"])
back = table[(table.frequency > 0) & (table.monetary_value > 0)]
spend = GammaGammaFitter(penalizer_coef=0.0)
spend.fit(back["frequency"], back["monetary_value"])
value = spend.customer_lifetime_value(model, table["frequency"], table["recency"], table["T"],
    table["monetary_value"], time=36, freq="W", discount_rate=0.1 / 12)
value.to_csv(sys.argv[2])
print(json.dumps({name: float(model.params_[name]) for name in ("r", "alpha", "a", "b")}))
""",
    "pymc-marketing": READ
    + """
from pymc_marketing.clv import BetaGeoModel, GammaGammaModel, utils
table = utils.rfm_summary(log, customer_id_col="customer_code", datetime_col="ordered_on",
    monetary_value_col="net_amount", time_unit="W")
model = BetaGeoModel(data=table)
model.build_model()
model.fit(method="map", progressbar=False)
found = {name: float(model.fit_summary()[name]) for name in ("r", "alpha", "a", "b")}
back = table[(table.frequency > 0) & (table.monetary_value > 0)]
spend = GammaGammaModel(data=back)
spend.build_model()
spend.fit(method="map", progressbar=False)
value = spend.expected_customer_lifetime_value(transaction_model=model, data=back, future_t=36, discount_rate=0.008)
value.to_dataframe(name="value").to_csv(sys.argv[2])
print(json.dumps(found))
""",
    "clvkit": READ
    + """
from clvkit import CLV, CustomerBase
log = log.rename(columns={"customer_code": "customer_id", "ordered_on": "date", "net_amount": "amount"})
base = CustomerBase.from_transactions(log[["customer_id", "date", "amount"]], time_unit="W", collapse="D")
fitted = CLV().fit(base)
fitted.predict(horizon=156, discount_rate=0.0018).to_pandas().to_csv(sys.argv[2])
model = next(part for part in vars(fitted).values() if type(part).__name__ == "BGNBD")
print(json.dumps({name: float(model.params_[name]) for name in ("r", "alpha", "a", "b")}))
""",
}
PROGRAMS[OLD_PANDAS] = PROGRAMS["lifetimes"]
CLAVE = "from clave.cli import main; main()"
OUR_FIT = """
import json, sys
from clave.analytics.lifetime.bg_nbd import BgNbd
from clave.analytics.lifetime.beta_geometric import log_likelihood
from clave.analytics.customer_table import customer_table
from clave.analytics.roll_up import opened_ledger, roll_up
from clave.analytics.sources import open_ledger
from clave.analytics.valuation import histories_of
import numpy as np
ledger = open_ledger(sys.argv[1])
with opened_ledger(ledger) as engine:
    holdings = roll_up(engine, ledger)
    table = customer_table(engine, holdings)
histories, _ = histories_of(table, holdings).grouped()
model, _ = BgNbd.fit(histories)
fits = {**json.loads(sys.argv[2]), "clave": {"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b}}
print(json.dumps({name: log_likelihood(np.array([p[n] for n in ("r", "alpha", "a", "b")]), histories, 0)[0]
    for name, p in fits.items()}))
"""


@dataclass
class Round:
    """One run of one contestant."""

    cpu: float
    clock: float
    peak_mb: float
    parameters: dict[str, float]


def installed(folder: str) -> str:
    """The Python of the folder of build/ that holds the libraries; made when it is not there."""
    python = BUILD / folder / "bin" / "python"
    if not python.exists():
        print(f"Installing {', '.join(NEEDED[folder])} into {python.parents[1]} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *NEEDED[folder]], check=True)
    return str(python)


def write_log(path: Path, size: Size) -> None:
    """A transaction log drawn from the models' own world: gamma rates, a chance of leaving after each purchase."""
    import duckdb
    import numpy as np
    import pyarrow as pa

    rng = np.random.default_rng(11)
    mean = size.lines / size.customers
    rate = rng.gamma(0.8 if not size.loyal else 3.0, 1.0, size.customers)
    born = rng.uniform(0, size.weeks * 0.6, size.customers)
    until = (size.weeks - born) * rng.beta(1.2, 0.7 if size.loyal else 1.4, size.customers)
    counts = 1 + rng.poisson(rate * until)
    counts = np.maximum(1, np.round(counts * (size.lines / counts.sum()))).astype(np.int64)
    who = np.repeat(np.arange(size.customers), counts)
    first = np.concatenate(([True], who[1:] != who[:-1]))
    after = np.where(first, 0.0, rng.uniform(0, 1, len(who)) * until[who])
    days = ((born[who] + after) * 7).astype(np.int64)
    amount = np.round(np.exp(rng.normal(4, 0.8, size.customers)[who] + rng.normal(0, 0.5, len(who))), 2)
    table = pa.table({"who": who, "day": days, "amount": amount, "line": np.arange(len(who))})
    with duckdb.connect() as connection:
        connection.register("made", table)
        connection.execute(
            "COPY (SELECT format('C{:07d}', who) AS customer_code, format('O{:08d}', line) AS order_id, "
            "CAST(DATE '2022-01-03' + CAST(day AS INTEGER) AS VARCHAR) AS ordered_on, "
            "CAST(amount AS DECIMAL(18,2)) AS net_amount, 'EUR' AS currency FROM made ORDER BY day, line) "
            f"TO '{path}' (HEADER)"
        )
    print(f"  {len(who):,} lines, {size.customers:,} customers, {mean:.1f} lines each", file=sys.stderr)


def make_log(name: str, path: Path) -> None:
    """Write a log in a process of its own: a process begins with the peak of memory of the one that starts it."""
    maker = multiprocessing.get_context("spawn").Process(
        target=write_cdnow if name == "cdnow" else write_log, args=(path, *(() if name == "cdnow" else (SIZES[name],)))
    )
    maker.start()
    maker.join()


def write_cdnow(path: Path) -> None:
    """The public CDNOW log in the columns of the contract."""
    source = HERE.parent.parent / "shared" / "data" / "cdnow" / "CDNOW_master.txt"
    with source.open() as file, path.open("w") as out:
        next(file)
        out.write("customer_code,order_id,ordered_on,net_amount,currency\n")
        for number, row in enumerate(filter(str.strip, file)):
            code, day, _, amount = row.split()
            out.write(f"{code},{number},{day[:4]}-{day[4:6]}-{day[6:]},{amount},USD\n")


class Failed(Exception):
    """A contestant came to no result; the message says why."""


def measured(command: list[str], minutes: float) -> Round:
    """One process to its end; raises Failed with what it said last, or when it needs more than so many minutes of the processor."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wrong:
        process = subprocess.Popen(command, stdout=said, stderr=wrong, start_new_session=True)
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (int(60 * minutes),) * 2)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        clock, cpu, peak = time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        said.seek(0)
        wrong.seek(0)
        told, complaint = said.read().decode(), wrong.read().decode(errors="replace").strip()
    if process.returncode:
        last = complaint.splitlines()[-1][:120] if complaint else f"ended with {process.returncode}"
        why = last if cpu < 60 * minutes - 1 else f"no result within {minutes:g} minutes of the processor"
        raise Failed(f"{why} (after {clock:.0f} s, {cpu:.0f} s of the processor, {peak:.0f} MB)")
    last = told.strip().splitlines()[-1] if told.strip() else ""
    parameters = json.loads(last) if last.startswith("{") else {}
    return Round(cpu, clock, peak, parameters)


def contestants(log: Path, folder: Path, without: list[str], minutes: float) -> dict[str, Callable[[], Round]]:
    """Everybody who runs, by name, Clave first."""
    found = {
        "clave": lambda: measured(
            [sys.executable, "-c", CLAVE, "score", str(log), "--out", str(folder / "book.parquet")], minutes
        )
    }
    for name, program in PROGRAMS.items():
        if name not in without:
            python = installed("peers-pandas-1" if name == OLD_PANDAS else "peers")
            found[name] = lambda program=program, name=name, python=python: measured(
                [python, "-W", "ignore", "-c", program, str(log), str(folder / f"{name}.csv")], minutes
            )
    return found


def compete(name: str, rounds: int, without: list[str], minutes: float) -> None:
    """Alternating rounds on one log, and the table of it."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        log = folder / "log.csv"
        make_log(name, log)
        runs: dict[str, list[Round]] = {}
        failed: dict[str, str] = {}
        field = contestants(log, folder, without, minutes)
        for _ in range(rounds):
            for who, run in field.items():
                if who not in failed:
                    try:
                        done = run()
                        runs.setdefault(who, []).append(done)
                    except Failed as error:
                        failed[who] = str(error)
        table(name, log, runs, failed)


def table(name: str, log: Path, runs: dict[str, list[Round]], failed: dict[str, str]) -> None:
    """One line per contestant: seconds, ratios to Clave in the same round, memory, likelihood."""
    fits = {who: them[-1].parameters for who, them in runs.items() if them[-1].parameters}
    told = subprocess.run(
        [sys.executable, "-c", OUR_FIT, str(log), json.dumps(fits)], capture_output=True, text=True, check=True
    )
    likelihood = json.loads(told.stdout)
    print(f"\n{name}: {log.stat().st_size / 2**20:.0f} MB")
    print(
        f"{'':<20}{'cpu s':>8}{'clock s':>9}{'cpu ratio':>11}{'clock ratio':>12}{'peak MB':>9}{'BG/NBD log-likelihood':>24}"
    )
    ours = runs["clave"]
    for who, them in runs.items():
        cpu = median(one.cpu / base.cpu for one, base in zip(them, ours, strict=False))
        clock = median(one.clock / base.clock for one, base in zip(them, ours, strict=False))
        print(
            f"{who:<20}{median(r.cpu for r in them):>8.2f}{median(r.clock for r in them):>9.2f}{cpu:>11.2f}{clock:>12.2f}"
            f"{max(r.peak_mb for r in them):>9.0f}{likelihood.get(who, float('nan')):>24.2f}"
        )
    for who, why in failed.items():
        print(f"{who:<20} failed: {why}")


def main() -> None:
    """Run the logs that were asked for, the two small ones where none was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", nargs="*", default=["cdnow", "million"], choices=["cdnow", *SIZES])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", action="append", default=[], choices=list(PROGRAMS))
    parser.add_argument("--minutes", type=float, default=MINUTES)
    asked = parser.parse_args()
    compileall.compile_dir(HERE.parent / "src", quiet=1)
    for name in asked.logs:
        compete(name, asked.rounds, asked.without, asked.minutes)


if __name__ == "__main__":
    main()
