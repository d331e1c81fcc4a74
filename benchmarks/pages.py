"""What the main pages cost in a large company: python benchmarks/pages.py [--postgresql] [--data-dir DIR] [--times 30].

10,000 customers, 30,000 contacts, 50,000 activities, 25 key accounts. Prints processor time, clock time, queries and
bytes of each page, and what a browser asks for the page of a key account. DIR keeps the company for the next time.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import large_company
from tests.postgresql import Server
from tests.serving import CLAVE, environment, served

ACCOUNT, VISITS = "C3919", 5
PAGES = (
    ("champion", "My day", "/", 60, 15),
    ("key account manager", "My day", "/", 60, 15),
    ("champion", "customers", "/customers/", 40, 10),
    ("champion", "customer", f"/customers/{ACCOUNT}/", 60, 25),
    ("champion", "candidates", "/candidates/", 40, 10),
    ("champion", "key accounts", "/key-accounts/", 40, 10),
    ("key account manager", "account page", f"/key-accounts/{ACCOUNT}/", 60, 25),
    ("champion", "account page", f"/key-accounts/{ACCOUNT}/", 60, 25),
    ("key account manager", "deals", "/deals/", 40, 10),
    ("champion", "promises", "/promises/", 40, 10),
    ("function member", "desk", "/desk/", 40, 10),
    ("champion", "search", "/search/?q=garcia", 30, 8),
    ("champion", "palette", "/search/palette/?q=ma", 30, 8),
    ("champion", "comparison", "/comparison/", 60, 25),
    ("champion", "board pack", "/board-pack/", 60, 25),
)
"""Role, page, address, and the limits: milliseconds of the processor, queries."""


@dataclass
class Told:
    """What one page cost, visit by visit."""

    spent: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    queries: int = 0
    body: bytes = b""


def main() -> None:
    """Make the company, ask its pages in turns, print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own")
    asked.add_argument("--data-dir", type=Path, help="keeps the company (SQLite only)")
    asked.add_argument("--times", type=int, default=30)
    asked.add_argument("--no-browser", action="store_true")
    told = asked.parse_args()
    with standing(told.postgresql, told.data_dir) as folder:
        tell(measured(visitors(folder), told.times))
        if not told.no_browser:
            browsed(folder)


@contextmanager
def standing(postgresql: bool, kept: Path | None) -> Iterator[Path]:
    """The large company in its folder, and this process in its settings."""
    with ExitStack() as stack:
        folder = kept or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clave-pages-"))) / "demo"
        os.environ |= {"CLAVE_DATA_DIR": str(folder.resolve()), "CLAVE_HTTPS": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "clave.web.settings"
        if postgresql:
            server = Server()
            stack.callback(server.remove)
            server.create()
            os.environ["CLAVE_DATABASE_URL"] = server.new_database("clave")
        run("demo", "--data-dir", str(folder), "--no-serve")
        import django

        django.setup()
        from django.core.management import call_command

        began = time.monotonic()
        large_company.enlarge(folder, ACCOUNT)
        call_command("collectstatic", interactive=False, verbosity=0)
        print(f"brought to size in {time.monotonic() - began:.0f} s", flush=True)
        yield folder


def run(*words: str) -> None:
    """One command to its end, told where it stands."""
    import subprocess

    subprocess.run([CLAVE, *words], check=True, stdout=subprocess.DEVNULL)


def visitors(folder: Path) -> dict[str, Any]:
    """Role -> somebody's browser who signed in."""
    from django.test import Client

    from clave.access.models import User
    from clave.demo.folder import DemoFolder

    found = {}
    for each in DemoFolder(folder).demo().cast:
        client = Client(headers={"host": "localhost", "accept-language": "en"})
        client.force_login(User.objects.get(email=each.email))
        session = client.session
        session["signed_in_at"] = session["seen_at"] = time.time()
        session.save()
        found[each.role.replace("_", " ")] = client
    return found


def measured(visitors: dict[str, Any], times: int) -> dict[tuple[str, str, str], Told]:
    """Every page in turns, so many times; once before that counts for nothing, and once to count its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs: dict[tuple[str, str, str], Told] = {page[:3]: Told() for page in PAGES}
    for (role, _, path), told in costs.items():
        visitors[role].get(path)
        with CaptureQueriesContext(connection) as seen:
            answer = visitors[role].get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        told.queries, told.body = len(seen), answer.content
    gc.freeze()  # as the server does
    for _ in range(times):
        for (role, _, path), told in costs.items():
            timed(told, lambda visitor=visitors[role], path=path: visitor.get(path))
    return costs


def timed(told: Told, ask: Callable[[], Any]) -> None:
    """One visit."""
    work, clock = time.process_time(), time.perf_counter()
    ask()
    told.spent.append(time.process_time() - work)
    told.waited.append(time.perf_counter() - clock)


def tell(costs: dict[tuple[str, str, str], Told]) -> None:
    """One line for a page, marked where it is over its limit."""
    from django.db import connection

    print(f"\n{connection.vendor}, load {os.getloadavg()[0]:.1f}\n")
    print("| page | as | processor p50 | p95 | clock p50 | limit | queries | limit | bytes | gzip |")
    print("| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for (role, page, path, limit, most), told in zip(PAGES, costs.values(), strict=True):
        (half, most_of), clock = _cuts(told.spent), _cuts(told.waited)[0]
        over, many = "*" * (half > limit), "*" * (told.queries > most)
        size = f"{len(told.body):,} | {len(gzip.compress(told.body, 6)):,}"
        name = f"{page} `{path}`"
        times = f"{half:.0f}{over} ms | {most_of:.0f} ms | {clock:.0f} ms | {limit} ms"
        print(f"| {name} | {role} | {times} | {told.queries}{many} | {most} | {size} |")


def _cuts(times: list[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=20)
    return 1000 * cuts[9], 1000 * cuts[18]


def browsed(folder: Path) -> None:
    """What a browser asks for the page of the key account, with nothing kept and when it comes back."""
    from playwright.sync_api import sync_playwright
    from tests.journeys.conftest import CHROMIUM, SWITCHES

    from clave.demo.folder import DemoFolder

    demo = DemoFolder(folder).demo()
    login = next(each.email for each in demo.cast if each.role == "key_account_manager")
    kept = {name: os.environ[name] for name in ("CLAVE_DATABASE_URL",) if name in os.environ}
    secret = (folder / "secret-key").read_text()
    with served(environment(folder, CLAVE_SECRET_KEY=secret, **kept)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_context().new_page()
        page.goto(f"{server.url}/accounts/login/")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", demo.password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        url, state = f"{server.url}/key-accounts/{ACCOUNT}/", page.context.storage_state()
        page.goto(url, wait_until="networkidle")  # the server's first time counts for nothing
        paints: dict[str, list[float]] = {"first": [], "again": []}
        for _ in range(VISITS):
            page = browser.new_context(storage_state=state).new_page()
            for when, seen in paints.items():
                told, paint = loaded(page, url)
                seen.append(paint)
                if len(seen) == VISITS:
                    print(f"browser, account page, {when}: {told}; first paint after {median(seen):.0f} ms")
        browser.close()


def loaded(page: Any, url: str) -> tuple[str, float]:
    """One visit by a browser: what it asked for, and after how many milliseconds something stood there."""
    page.goto(url, wait_until="networkidle")
    sizes = page.evaluate("[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                          ".map(one => [one.transferSize, one.decodedBodySize])")  # fmt: skip
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)")
    sent = [size for size, _ in sizes if size]
    told = f"{len(sizes)} requests, {len(sent)} of them over the wire ({sum(sent):,} bytes)"
    return f"{told}, {sum(size for _, size in sizes):,} bytes unpacked", paint[0] if paint else float("nan")


if __name__ == "__main__":
    main()
