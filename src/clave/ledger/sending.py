"""An upload form as the files and the mapping it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clave.analytics.sources import Profile
from clave.analytics.sources.profile import SourceFiles
from clave.ledger.operations import Sent, names_of


def sent_by(told: Mapping[str, Any]) -> dict[str, Any]:
    """Kind, files, key and mapping of a valid form; headers are named in the mapping and joined to their lines."""
    files = [*told["file"], *([told["headers"]] if told["headers"] else [])]
    sent = [Sent(file.name, file.chunks()) for file in files]
    profile = told["saved"].toml if told["saved"] else ""
    if told["headers"]:
        profile = _joined(profile, names_of([file.name for file in files]), told)
    return {"kind": told["kind"], "sent": sent, "key": told["key"], "profile": profile}


def _joined(toml: str, names: list[str], told: Mapping[str, Any]) -> str:
    """The mapping with these two files as its source, joined as it says or as the form says."""
    profile = Profile.from_toml(toml)
    held = profile.source
    source = SourceFiles(
        lines=names[0],
        orders=names[1],
        join_lines=held.join_lines or told["join_lines"] or "order_id",
        join_orders=held.join_orders or told["join_orders"] or "order_id",
    )
    return replace(profile, source=source).to_toml()
