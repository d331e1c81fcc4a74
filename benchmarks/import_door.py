"""How long uploads take through the web door, from sending the file to its preview and to the end of its import.

Run: .venv/bin/python benchmarks/import_door.py [ROWS …]   (each hundredth row is bad in the first)
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.serving import Served, environment, run, served

PASSWORD = "correct horse battery staple"
ORDERS = {"kind": "orders"}
SIZES = [(10_000, 100), (100_000, 0), (1_000_000, 0)]


def written(path: Path, rows: int, bad_every: int) -> Path:
    """A file of order lines; every `bad_every`th has no number for its amount."""
    with path.open("w", encoding="utf-8") as file:
        file.write("order_id,line_no,customer_code,ordered_on,currency,quantity,net_amount,cost_amount\n")
        for n in range(rows):
            net = "12,x4" if bad_every and n % bad_every == 0 else f"{n % 9000 + 1}.50"
            file.write(f"S{n // 4},{n % 4 + 1},K{n % 400:05d},2025-{n % 10 + 1:02d}-15,EUR,3,{net},0.70\n")
    return path


class Browser:
    """Somebody who is signed in."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        """One page."""
        with self.opener.open(self.url + path, timeout=600) as answer:
            return str(answer.read().decode())

    def send(self, path: str, fields: dict[str, str], file: Path | None = None, shown_on: str = "") -> str:
        """One form of the page it is shown on; gives the address it led to."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get(shown_on or path))
        assert token is not None
        edge = uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in {"csrfmiddlewaretoken": token[1], **fields}.items()
        ]
        body = "".join(parts).encode()
        if file:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
            body += head.encode() + file.read_bytes() + b"\r\n"
        request = urllib.request.Request(self.url + path, body + f"--{edge}--\r\n".encode())
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        with self.opener.open(request, timeout=600) as answer:
            return str(answer.geturl()).removeprefix(self.url)


def megabytes(server: Served) -> int:
    """The most memory any process that answers requests holds now."""
    statuses = [Path(f"/proc/{pid}/status") for pid in (server.process.pid, *server.children())]
    told = [status.read_text() for status in statuses if b"jobs" not in (status.parent / "cmdline").read_bytes()]
    return max(int(match[1]) for text in told if (match := re.search(r"VmRSS:\s+(\d+)", text))) >> 10


def until(browser: Browser, path: str, words: str) -> float:
    """Seconds until the page says these words."""
    began = time.monotonic()
    while words not in browser.get(path):
        time.sleep(0.2)
    return time.monotonic() - began


def main() -> None:
    """Print one line for each size."""
    sizes = [(int(word), 0) for word in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory(prefix="clave-door-") as name:
        folder = Path(name)
        env = environment(folder, CLAVE_PASSWORD=PASSWORD)
        os.environ["LANG"] = "C"
        for words in (("migrate",), ("user", "add", "f@clave.example", "--role", "finance_partner")):
            assert run(*words, env=env).returncode == 0
        with served(env) as server:
            browser = Browser(server.url)
            browser.send("/accounts/login/", {"login": "f@clave.example", "password": PASSWORD})
            until(
                browser,
                browser.send("/imports/new/", ORDERS | {"key": str(uuid4())}, written(folder / "o1.csv", 1, 0)),
                "/start/",
            )
            for rows, bad in sizes:
                measure(browser, server, written(folder / f"o{rows}.csv", rows, bad), rows)


def measure(browser: Browser, server: Served, file: Path, rows: int) -> None:
    """Send one file and say what it took."""
    before, began = megabytes(server), time.monotonic()
    path = browser.send("/imports/new/", ORDERS | {"key": str(uuid4())}, file)
    sent = time.monotonic() - began
    until(browser, path, "/start/")
    seen = time.monotonic() - began
    good_only = {"good_rows_only": "on"} if "good_rows_only" in browser.get(path) else {}
    said_yes = time.monotonic()
    browser.send(f"{path}start/", good_only, shown_on=path)
    until(browser, path, "/undo/")
    written = time.monotonic() - said_yes
    print(
        f"{rows:>9,} rows  sent {sent:5.1f} s  preview {seen:5.1f} s  from yes to imported {written:5.1f} s  "
        f"web process {before} → {megabytes(server)} MB"
    )


if __name__ == "__main__":
    main()
