"""How the code of a customer stands in an address: any code can, and none is mistaken for a page."""

from __future__ import annotations

import re

TAKEN = frozenset({"matrix", "default"})
"""Words that are pages beside the pages of customers; tests/house/test_customer_codes.py finds the ones that lack here."""
ESCAPED = re.compile("~([0-9A-Fa-f]{2})")


class CustomerCode:
    """The code of a customer as one part of an address.

    A slash, a tilde, a code of dots alone (browsers take "." and ".." away) and the first letter of a word that is a page
    are written as "~" and two digits: "A/B" is "A~2FB", "matrix" is "~6Datrix".
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The code; an address with a sign that no database holds leads nowhere."""
        code = ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        if "\0" in code:
            raise ValueError("no code holds NUL")
        return code

    def to_url(self, value: str) -> str:
        """The code as it is written in an address."""
        code = str(value)
        written = code.replace("~", "~7E").replace("/", "~2F")
        if code in TAKEN or not code.strip("."):
            return f"~{ord(code[0]):02X}{written[1:]}"
        return written


class LastCustomerCode(CustomerCode):
    """The code of a customer at the end of an address, where a slash may also stand as it is."""

    regex = ".+"
