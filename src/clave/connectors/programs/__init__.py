"""The programs in which data lives, each as rows: first their columns, then row after row with when it last changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clave.connectors.programs import erpnext, odoo, sql
from clave.connectors.programs.way import Row, Way
from clave.connectors.rules import Program

READS: dict[Program, Callable[[Way, str], Iterator[Row]]] = {
    Program.SQL: sql.rows,
    Program.ODOO: odoo.rows,
    Program.ERPNEXT: erpnext.rows,
}
"""Program -> how everything changed since a mark ('' for everything) is read from it."""
EXPECTED: dict[Program, str] = {
    Program.SQL: "postgresql://host:5432/database, mysql://…, mariadb://…, mssql://…, sqlite:///folder/file",
    Program.ODOO: "https://company.odoo.com",
    Program.ERPNEXT: "https://company.erpnext.com",
}
"""Program -> what its address looks like."""

__all__ = ["EXPECTED", "READS", "Row", "Way"]
