"""One index that tells how candidates stand without their wide rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("ledger", "0004_deputies"), ("portfolio", "0009_look_back")]
    operations: ClassVar[list[Operation]] = [
        migrations.RemoveIndex(model_name="candidatescore", name="candidate_by_rank"),
        migrations.AddIndex(
            model_name="candidatescore",
            index=models.Index(
                fields=["ranking", "rank", "score", "high", "top_k_basis_points", "customer"], name="candidate_standing"
            ),
        ),
    ]
