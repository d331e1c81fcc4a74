"""The one password of a demo: easy to type, and the same for the same seed."""

from __future__ import annotations

from clave.demo.chance import stream

WORDS = ("olmo", "puente", "trigo", "faro", "lince", "nube", "piedra", "ribera", "sauce", "tejado", "umbral", "viento")


def demo_password(seed: int) -> str:
    """Three words and four digits."""
    rng = stream(seed, "password")
    words = rng.choice(WORDS, size=3, replace=False).tolist()
    return "-".join([*words, f"{int(rng.integers(1000, 10_000))}"])
