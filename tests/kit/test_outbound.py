"""No call leaves for an address that was not checked, and none lasts longer than it may."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from clave.kit import outbound

HOME = [ip_network("127.0.0.0/8")]


@contextmanager
def receiver(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A machine that answers as it is told to."""
    handler = type("Handler", (BaseHTTPRequestHandler,), {"do_POST": answer, "log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def at_home(settings: Any) -> None:
    settings.OUTBOUND_NETWORKS = HOME


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_off_the_public_internet_is_refused(address: str) -> None:
    assert not outbound.is_allowed(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_an_address_on_the_public_internet_is_allowed(address: str) -> None:
    assert outbound.is_allowed(ip_address(address))


def test_a_network_that_the_settings_name_is_allowed(at_home: None) -> None:
    assert outbound.is_allowed(ip_address("127.9.9.9"))
    assert outbound.is_allowed(ip_address("::ffff:127.0.0.1"))
    assert not outbound.is_allowed(ip_address("10.1.2.3"))


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "[::1]"])
def test_a_host_written_in_disguise_is_looked_up_and_refused(host: str) -> None:
    with pytest.raises(outbound.AddressRefused):
        outbound.call("POST", f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://", "https://user:word@example.com/", "https://a b/",
        "https://example.com/#part", "https://example.com:0/", "https://example.com:99999/", "https://[::1",
        "https://example.com/\r\nHost: other", "//example.com/", "file:///etc/passwd", "https://example.com\\@10.0.0.1/",
    ],
)  # fmt: skip
def test_what_is_no_address_to_call_is_refused(url: str) -> None:
    with pytest.raises(outbound.UrlRefused):
        outbound.refuse_url(url)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(outbound.AddressRefused, match=r"10\.0\.0\.1"):
        outbound.checked_addresses("two-faced.example", 443)


def test_a_name_that_changes_its_address_after_the_check_is_called_at_the_checked_one(
    at_home: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def rebinding(host: Any, port: int, **_: Any) -> list[Any]:
        asked.append(str(host))
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200, request.headers["Host"])
        request.send_header("X-Host", request.headers["Host"])
        request.end_headers()

    with receiver(answer) as url:
        real = socket.getaddrinfo
        numeric = {"127.0.0.1"}
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *a, **k: (real if host in numeric else rebinding)(host, *a[:1], **k)
        )
        told = outbound.call("POST", url.replace("127.0.0.1", "rebinds.example"))
    assert (told.status, told.headers["x-host"].partition(":")[0]) == (200, "rebinds.example")
    assert len(asked) == 1


def test_a_redirect_is_told_and_not_followed(at_home: None) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "http://169.254.169.254/latest/")
        request.end_headers()

    with receiver(answer) as url:
        assert outbound.call("POST", url, body=b"{}").status == 302


@pytest.mark.parametrize("drips", [False, True])
def test_a_receiver_that_is_silent_or_drips_is_cut_off(at_home: None, drips: bool) -> None:
    over = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while drips and not over.wait(0.05):
            try:
                request.wfile.write(b"X")
            except OSError:
                return
        over.wait(5)

    began = time.monotonic()
    with receiver(answer) as url:
        try:
            with pytest.raises(outbound.CallFailed, match=r"within 0\.3 seconds"):
                outbound.call("POST", url, seconds=0.3)
        finally:
            over.set()
    assert time.monotonic() - began < 2


def test_a_long_answer_is_cut(at_home: None) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(b"x" * 1000)

    with receiver(answer) as url:
        assert len(outbound.call("POST", url, longest=100).body) == 100


def test_who_cannot_be_reached_is_said() -> None:
    with pytest.raises(outbound.AddressUnknown):
        outbound.call("POST", "https://no-such-machine.invalid/")
