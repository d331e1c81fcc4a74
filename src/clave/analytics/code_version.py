"""Which code computes: between two releases, or after a patch, one version of Clave is not one code."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.metadata import distribution, version

LIBRARIES = ("duckdb", "numpy", "pyarrow", "scipy")
"""What figures hang on beside our own code."""
SHOWN = 12


@cache
def code_version() -> str:
    """The version of Clave and a fingerprint of its analytics and the libraries under them, as in 0.1.0+4f0c2d9a71be."""
    here = os.path.dirname(__file__)
    found = (os.path.join(folder, name) for folder, _, names in os.walk(here) for name in names if name.endswith(".py"))
    releases = (distribution(name).read_text("METADATA") or "" for name in LIBRARIES)
    digest = hashlib.sha256("".join(releases).encode())
    for path in sorted(found):
        digest.update(f"\n{os.path.relpath(path, here)}\n".encode())
        with open(path, "rb") as file:
            digest.update(file.read())
    return f"{version('clave')}+{digest.hexdigest()[:SHOWN]}"
