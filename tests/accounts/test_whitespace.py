"""/key-accounts/CODE/whitespace/: filled from the ledger, typed by hand, totals, gaps, and two people in one cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.access.policy import Role
from clave.accounts.models import WhitespaceCell
from clave.accounts.operations.whitespace import Typed, save_cells
from clave.accounts.queries.whitespace import grid, largest_gaps
from clave.accounts.rules.whitespace import Lens, OfferingUnknown, UnitUnknown, gap
from clave.ledger.models import CustomerParent
from tests.accounts.worth import Workspace
from tests.asking import Asking, code_of
from tests.cast import customer_of, sign_in
from tests.ledger.imports import bring, write

pytestmark = pytest.mark.django_db
HEADER = "order_id,line_no,customer_code,ordered_on,currency,net_amount,cost_amount,freight_amount,product_group"
LINES = (
    "o1,1,C1,2026-03-02,EUR,1000.10,600.05,50.00,Pumps",
    "o1,2,C1,2026-03-02,EUR,500.00,300.00,10.00,Valves",
    "o2,1,C1-S,2026-02-02,EUR,200.00,150.00,5.00,Pumps",
    "o3,1,C1,2024-03-02,EUR,9999.00,1.00,1.00,Pumps",
    "o4,1,C2,2026-03-30,EUR,77.00,7.00,0.00,Seals",
    "o5,1,C1,2026-03-05,EUR,40.00,30.00,1.00,",
)


@pytest.fixture
def company(workspace: Workspace, tmp_path: Path) -> Workspace:
    """C1 with a site C1-S, and order lines of both."""
    site = customer_of(code="C1-S")
    CustomerParent.objects.create(customer=site, parent=workspace.held.customer, valid_from=date(2020, 1, 1))
    bring(write(tmp_path / "lines.csv", *LINES, header=HEADER))
    return workspace


def post(client: Client, company: Workspace, given: dict[str, Any], query: str = "") -> Any:
    sign_in(client, company.manager)
    return client.post(reverse("whitespace", args=["C1"]) + query, given)


def form(company: Workspace, **typed: str) -> dict[str, Any]:
    """The grid as a browser sends it, with these potentials: potential_C1_Pumps="3000"."""
    found = grid(company.held)
    given: dict[str, Any] = {"offering": list(found.offerings)}
    for cell in found.cells:
        name = f"{cell.unit.pk}_{cell.place}"
        given[f"version_{name}"] = str(cell.version)
        kept = "" if cell.potential is None else str(cell.potential)
        given[f"potential_{name}"] = typed.get(f"{cell.unit.code}_{cell.offering}", kept)
    return given


def shown(company: Workspace) -> dict[tuple[str, str], Any]:
    return {(cell.unit.code, cell.offering): cell for cell in grid(company.held).cells}


def test_the_grid_is_filled_from_the_ledger_to_the_cent(company: Workspace) -> None:
    found = grid(company.held)
    assert list(found.offerings) == ["Pumps", "Seals", "Valves"]
    assert [unit.code for unit, _ in found.rows] == ["C1", "C1-S"]
    cells = shown(company)
    assert cells["C1", "Pumps"].sold.revenue == Decimal("1000.10")
    assert cells["C1", "Pumps"].sold.contribution == Decimal("350.05")
    assert cells["C1-S", "Pumps"].sold.contribution == Decimal("45.00")
    assert cells["C1-S", "Valves"].sold.revenue == 0
    assert found.total(found.cells, Lens.REVENUE).amount == Decimal("1700.10")
    assert found.ungrouped is not None
    assert found.ungrouped.amount == 40


def test_a_gap_is_what_could_still_be_sold() -> None:
    assert gap(None, Decimal(5)) is None
    assert gap(Decimal(9), Decimal(5)) == 4
    assert gap(Decimal(3), Decimal(5)) == 0


def test_the_page_names_the_largest_gaps_and_leads_to_an_objective(
    company: Workspace, client: Client, open_page: Any
) -> None:
    text = open_page(company.manager, "whitespace", code="C1").content.decode()
    assert "No potential is known yet" in text
    given = form(company, **{"C1_Pumps": "3000", "C1-S_Valves": "800"})
    assert post(client, company, given).status_code == 302
    text = open_page(company.manager, "whitespace", code="C1").content.decode()
    assert "Sell €2,000 a year of Pumps to Customer C1" in text
    assert f"{reverse('add-plan-objective', args=['C1'])}?words=Sell" in text
    assert "measure=group_revenue&amp;product_group=Pumps&amp;target=3000.00" in text
    assert "product_group=Valves&amp;target" not in text
    assert (
        "Make it an objective" not in open_page(company.cast.finance_partner, "whitespace", code="C1").content.decode()
    )
    assert "could buy €2,800 more a year" in text
    assert [cell.offering for cell in largest_gaps(company.held.customer)] == ["Pumps", "Valves"]
    assert Entry.objects.filter(event="accounts.whitespace.put").count() == 2


@pytest.mark.parametrize("lens", [*Lens, "nonsense"])
def test_every_lens_shows_its_totals(company: Workspace, open_page: Any, lens: str) -> None:
    text = open_page(company.manager, "whitespace", {"lens": lens}, code="C1").content.decode()
    total = {"revenue": "€1,700", "potential": "€0", "gap": "€0"}.get(lens, "€585")
    assert f"data-total>{total}<" in text
    assert '<th scope="col" class="num">Pumps</th>' in text


def test_the_list_holds_rival_and_how_sure(company: Workspace, client: Client, open_page: Any) -> None:
    cell = shown(company)["C1", "Seals"]
    name = f"{cell.unit.pk}_{cell.place}"
    given = {**form(company, C1_Seals="400"), f"rival_{name}": "Norfluid", f"standing_{name}": "confirmed"}
    assert post(client, company, given, "?as=list").status_code == 302
    made = WhitespaceCell.objects.get()
    assert (made.potential, made.rival, made.standing, made.version) == (400_00, "Norfluid", "confirmed", 1)
    text = open_page(company.manager, "whitespace", {"as": "list"}, code="C1").content.decode()
    assert "Norfluid sells it to them today." in text
    assert post(client, company, form(company, C1_Seals="500")).status_code == 302
    made.refresh_from_db()
    assert (made.potential, made.rival, made.standing) == (500_00, "Norfluid", "confirmed")


def test_the_list_folds_the_units_and_finds_words(company: Workspace, client: Client, open_page: Any) -> None:
    text = open_page(company.manager, "whitespace", {"as": "list"}, code="C1").content.decode()
    assert text.count('<details class="unit">') == len(grid(company.held).rows) > 1
    found = open_page(company.manager, "whitespace", {"as": "list", "search": "SÉAL"}, code="C1").content.decode()
    assert found.count('<details class="unit" open>') == len(grid(company.held).rows)
    assert "Potential of Seals at" in found
    assert "Potential of Pumps at" not in found
    nothing = open_page(company.manager, "whitespace", {"as": "list", "search": "zinc"}, code="C1").content.decode()
    assert "No unit and no offering has these words." in nothing


def test_two_people_are_answered_cell_by_cell(company: Workspace, client: Client) -> None:
    mine = form(company, C1_Pumps="3000", C1_Valves="900")
    assert post(client, company, form(company, C1_Pumps="2500")).status_code == 302
    answer = post(client, company, mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody changed Customer C1 · Pumps meanwhile" in text
    assert "€2,500" in text
    assert "€3,000" in text
    kept = {row.offering: row.potential for row in WhitespaceCell.objects.all()}
    assert kept == {"Pumps": 2_500_00, "Valves": 900_00}
    assert post(client, company, form(company, C1_Pumps="3000")).status_code == 302


@pytest.mark.parametrize("wrong", ["-5", "abc", "1e30"])
def test_what_is_no_amount_is_marked_and_nothing_is_saved(company: Workspace, client: Client, wrong: str) -> None:
    answer = post(client, company, form(company, C1_Pumps=wrong, C1_Valves="900"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "1 cell holds no amount that can be" in text
    assert f'value="{wrong}"' in text
    assert not WhitespaceCell.objects.exists()


def test_saving_nothing_says_so_and_emptying_a_cell_is_saved(company: Workspace, client: Client) -> None:
    assert post(client, company, form(company)).status_code == 422
    assert post(client, company, form(company, C1_Pumps="3000")).status_code == 302
    assert post(client, company, form(company, C1_Pumps="")).status_code == 302
    assert WhitespaceCell.objects.get().potential is None


def test_only_units_and_offerings_of_the_key_account_are_saved(company: Workspace) -> None:
    found = grid(company.held)
    units = {unit.code: unit for unit, _ in found.rows}
    told: dict[str, Any] = {"by": company.manager, "key_account": company.held, "currency": "EUR"}
    told |= {"units": units, "offerings": found.offerings}
    with pytest.raises(UnitUnknown):
        save_cells(cells=[Typed(company.other.customer, "Pumps", 0, 1, "")], **told)
    with pytest.raises(OfferingUnknown):
        save_cells(cells=[Typed(company.held.customer, "Dreams", 0, 1, "")], **told)


def test_without_order_lines_the_page_says_what_is_missing(workspace: Workspace, open_page: Any) -> None:
    text = open_page(workspace.manager, "whitespace", code="C1").content.decode()
    assert "Our offerings are the product groups of the order lines" in text
    assert "The ledger holds no order line that counts" in text


def test_the_whitespace_of_anothers_key_account_is_not_there(company: Workspace, open_page: Any) -> None:
    assert open_page(company.manager, "whitespace", code="C2").status_code == 404
    assert open_page(company.manager, "whitespace-export", code="C2").status_code == 404
    assert open_page(company.cast[Role.FUNCTION_MEMBER], "whitespace", code="C1").status_code == 403
    text = open_page(company.cast.finance_partner, "whitespace", code="C1").content.decode()
    assert 'name="potential_' not in text


def test_the_cells_leave_as_a_file(company: Workspace, open_page: Any) -> None:
    answer = open_page(company.manager, "whitespace-export", code="C1")
    text = b"".join(answer.streaming_content).decode()
    assert "C1,Customer C1,Pumps,350.0500,1000.1000,,,EUR" in text
    assert open_page(company.manager, "whitespace-export", {"kind": "xlsx"}, code="C1").status_code == 200


def test_a_program_changes_cells_from_the_version_it_read_all_or_none(company: Workspace) -> None:
    ask, path = Asking(company.manager, TokenScope.CHANGE_RISKS), "key-accounts/C1/whitespace"
    pumps = {"unit": "C1", "offering": "Pumps", "potential_minor": 300_000, "rival": "Norfluid"}
    assert code_of(ask("PUT", path, {"cells": [pumps]})) == (428, "PRECONDITION_REQUIRED")
    tag = ask("GET", path).headers["ETag"]
    for wrong, code in (
        ({**pumps, "unit": "C2"}, "UNIT_UNKNOWN"), ({**pumps, "offering": "Dreams"}, "OFFERING_UNKNOWN"), (pumps, "CELL_TWICE"),
    ):  # fmt: skip
        assert code_of(ask("PUT", path, {"cells": [pumps, wrong]}, If_Match=tag)) == (422, code)
    assert not WhitespaceCell.objects.exists()
    answer = ask("PUT", path, {"cells": [pumps]}, If_Match=tag)
    told = next(each for each in answer.json()["cells"] if (each["unit"], each["offering"]) == ("C1", "Pumps"))
    assert (told["potential"], told["rival"], told["version"]) == ("3000.00", "Norfluid", 1)
    assert code_of(ask("PUT", path, {"cells": [pumps]}, If_Match=tag)) == (412, "PRECONDITION_FAILED")
    assert ask("PUT", "key-accounts/C2/whitespace", {"cells": [pumps]}, If_Match=tag).status_code == 404
