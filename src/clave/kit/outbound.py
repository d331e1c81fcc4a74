"""Calls from Clave to other machines: addresses are looked up, checked and then used as they were checked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from clave.kit.refusals import Refusal, gettext_noop

Address = IPv4Address | IPv6Address
CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Addresses whose last four bytes are an address of the older kind, which a gateway may reach."""
PORTS = {"https": 443, "http": 80}
LONGEST_ANSWER = 64 << 10


class AddressRefused(Refusal):
    code = "ADDRESS_REFUSED"
    template = gettext_noop(
        "%(host)s leads to %(address)s, which is not on the public internet. Clave calls such an address only where "
        "CLAVE_OUTBOUND_NETWORKS names its network."
    )
    http_status = 422


class AddressUnknown(Refusal):
    code = "ADDRESS_UNKNOWN"
    template = gettext_noop("No machine is known under %(host)s. Check how it is written.")
    http_status = 422


class UrlRefused(Refusal):
    code = "URL_REFUSED"
    template = gettext_noop("%(url)s cannot be called: expected https://host/path, without a user, a password or a #.")
    http_status = 422


class CallFailed(Refusal):
    code = "CALL_FAILED"
    template = gettext_noop("%(host)s did not answer: %(reason)s.")
    http_status = 502
    exit_status = 69


@dataclass(frozen=True)
class Answer:
    """What came back; the body is cut where it grew too long."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def checked_addresses(host: str, port: int) -> list[Address]:
    """Every address of a host, all of them allowed; who connects uses these and never looks the name up again.

    Raises AddressUnknown and AddressRefused.
    """
    try:
        found = socket.getaddrinfo(host.encode("idna"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressUnknown(host=host) from None
    addresses = list(dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found))
    for address in addresses:
        if not is_allowed(address):
            raise AddressRefused(host=host, address=address)
    return addresses


def is_allowed(address: Address) -> bool:
    """Whether Clave may call this address: it is on the public internet, or in a network that the settings name."""
    real = _real(address)
    if any(each in network for network in settings.OUTBOUND_NETWORKS for each in (address, real)):
        return True
    return real.is_global and not (real.is_multicast or real.is_reserved or getattr(real, "is_site_local", False))


def _real(address: Address) -> Address:
    """The older kind of address where a newer one only carries it, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and int(address) > 1 and any(address in network for network in CARRIERS):
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address


def refuse_url(url: str) -> SplitResult:
    """The parts of an address that can be called. Raises UrlRefused, and plain http outside the named networks too."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UrlRefused(url=url[:80]) from None
    printable = url.isprintable() and " " not in url and "\\" not in url and port != 0
    if not printable or parts.scheme not in PORTS or not host or "@" in parts.netloc or "#" in url:
        raise UrlRefused(url=url[:80])
    if parts.scheme == "http" and not settings.OUTBOUND_NETWORKS:
        raise UrlRefused(url=url[:80])
    return parts


def call(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"", seconds: float = 10.0,
    longest: int = LONGEST_ANSWER,
) -> Answer:  # fmt: skip
    """One request to a checked address, over within `seconds`; no redirect is followed and no proxy is asked.

    Raises UrlRefused, AddressUnknown, AddressRefused and CallFailed.
    """
    parts = refuse_url(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    addresses = checked_addresses(host, port)
    if parts.scheme == "http":
        _refuse_in_the_open(url, addresses)
    line = _Line(host, port, addresses, secure=parts.scheme == "https", seconds=seconds)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _ended_after(seconds, line):
            line.request(method, path, body=body or None, headers=dict(headers or {}))
            answer, reason = _answer(line.getresponse(), longest), ""
    except (OSError, HTTPException, ValueError, AttributeError) as error:  # a line cut short fails in many ways
        reason = _reason(error)
    if line.is_late:  # what was cut short may look whole
        reason = f"no answer within {seconds:g} seconds"
    if reason:
        raise CallFailed(host=host, reason=reason)
    return answer


def _refuse_in_the_open(url: str, addresses: Sequence[Address]) -> None:
    """Nothing travels unencrypted over the public internet."""
    if not all(any(each in network for network in settings.OUTBOUND_NETWORKS) for each in addresses):
        raise UrlRefused(url=url[:80])


def _answer(response: HTTPResponse, longest: int) -> Answer:
    return Answer(
        response.status, {name.lower(): value for name, value in response.getheaders()}, response.read(longest)
    )


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good ({error.verify_message})"
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:120]


class _Line(HTTPConnection):
    """A connection to addresses that were checked; the name is used for the certificate and the Host header alone."""

    def __init__(self, host: str, port: int, addresses: Sequence[Address], *, secure: bool, seconds: float) -> None:
        super().__init__(host.encode("idna").decode(), port, timeout=seconds)
        self.addresses, self.secure, self.is_late = addresses, secure, False
        self.default_port = PORTS["https" if secure else "http"]

    def connect(self) -> None:
        """Reach the first of the addresses that answers."""
        self.sock = self._reached()
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def _reached(self) -> socket.socket:
        share = (self.timeout or 0) / len(self.addresses)
        for address in self.addresses:
            try:
                reached = socket.create_connection((str(address), self.port), timeout=share)
            except OSError as error:
                failure = error
            else:
                reached.settimeout(self.timeout)
                return reached
        raise failure

    def cut(self) -> None:
        """End the line from another thread: whoever reads or writes on it fails at once."""
        self.is_late = True
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _ended_after(seconds: float, line: _Line) -> Iterator[None]:
    """Cut the line when its time is over, however slowly the other side drips."""
    watch = threading.Timer(seconds, line.cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        line.close()
