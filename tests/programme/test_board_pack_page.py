"""/board-pack/: what it will hold, who takes it away, and which templates are refused."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pptx import Presentation

from clave.access.models import Entry
from clave.access.policy import Role
from clave.programme.models import PackTemplate
from clave.programme.pack.quarters import of_day
from clave.programme.pack.slides.look import own_template
from tests.programme.begun import Begun

pytestmark = pytest.mark.django_db


def changed(template: bytes, **parts: bytes) -> bytes:
    """The same package with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as given, zipfile.ZipFile(out, "w") as made:
        for part in given.infolist():
            made.writestr(part.filename, parts.pop(part.filename, given.read(part)))
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def bring(client: Client, content: bytes, name: str = "ours.pptx") -> Any:
    return client.post("/board-pack/template/", {"file": SimpleUploadedFile(name, content)})


def test_before_any_run_the_page_says_what_is_missing_and_what_the_pack_will_say(begun: Begun, open_page: Any) -> None:
    text = open_page(begun.champion, "board-pack").content.decode()
    assert "What the 5 key accounts are worth is not known yet" in text
    assert "Start a run, and make the pack again." in text
    assert "No statement of benefit was made yet" in text
    assert "Holds all 5 key accounts" in text


def test_each_paper_is_taken_from_live_records_and_that_stands_in_the_history(begun: Begun, open_page: Any) -> None:
    quarter = of_day(timezone.localdate()).code
    answer = open_page(begun.champion, "board-pack-pptx", {"language": "es"})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="informe-consejo-{quarter}.pptx"'
    assert "no-store" in answer.headers["Cache-Control"]
    deck = Presentation(io.BytesIO(answer.content))
    assert deck.slides[0].shapes.title.text == "Programa de cuentas clave: informe al consejo"
    assert open_page(begun.champion, "board-pack-pdf").content.startswith(b"%PDF-")
    book = openpyxl.load_workbook(io.BytesIO(open_page(begun.champion, "board-pack-xlsx").content))
    assert [cell.value for cell in book["Key accounts"]["A"]][1:] == [each.customer.code for each in begun.held]
    taken = Entry.objects.filter(event="programme.board_pack.exported").order_by("seq")
    assert [json.loads(entry.after)["kind"] for entry in taken] == ["pptx", "pdf", "xlsx"]


def test_a_sponsor_takes_the_own_key_accounts_and_reads_how_many_that_is(begun: Begun, client: Client) -> None:
    from tests.cast import key_account_of

    key_account_of(begun.champion, code="FAR")
    client.force_login(begun.cast[Role.EXECUTIVE_SPONSOR])
    text = client.get("/board-pack/").content.decode()
    assert "Holds the 5 of 6 key accounts" in text
    assert "What all customers contribute" not in text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/board-pack/board-pack.xlsx").content))
    assert "FAR" not in [cell.value for cell in book["Key accounts"]["A"]]


def test_a_quarter_that_nobody_reports_is_refused_with_one_that_can(begun: Begun, client: Client) -> None:
    client.force_login(begun.champion)
    for asked in ("1999-Q1", "x" * 300, "2026-Q9"):
        answer = client.get("/board-pack/", {"quarter": asked})
        assert answer.status_code == 422
        assert "QUARTER_UNKNOWN" in answer.content.decode()
        assert client.get("/board-pack/board-pack.pptx", {"quarter": asked}).status_code == 422
    past = client.get("/board-pack/", {"quarter": of_day(timezone.localdate()).before.code})
    assert past.status_code == 200
    assert "The pack of a quarter that is over" in past.content.decode()
    assert "The pack of a quarter that is over" not in client.get("/board-pack/").content.decode()


def test_a_template_is_kept_without_its_slides_used_and_put_away(begun: Begun, client: Client) -> None:
    client.force_login(begun.champion)
    full = Presentation()
    full.slides.add_slide(full.slide_layouts[0]).shapes.title.text = "An old secret"
    out = io.BytesIO()
    full.save(out)
    assert bring(client, out.getvalue(), "ours.potx").status_code == 302
    kept = PackTemplate.objects.get()
    assert b"An old secret" not in b"".join(
        zipfile.ZipFile(io.BytesIO(bytes(kept.content))).read(name)
        for name in zipfile.ZipFile(io.BytesIO(bytes(kept.content))).namelist()
    )
    made = Presentation(io.BytesIO(client.get("/board-pack/board-pack.pptx").content))
    assert made.slide_width == full.slide_width
    assert "It has every layout" in client.get("/board-pack/").content.decode()
    assert client.post("/board-pack/template/put-away/").status_code == 302
    made = Presentation(io.BytesIO(client.get("/board-pack/board-pack.pptx").content))
    assert made.slide_layouts[0].name == "Clave cover"
    events = set(Entry.objects.filter(event__startswith="programme.pack_template").values_list("event", flat=True))
    assert events == {"programme.pack_template.put", "programme.pack_template.withdrawn"}


REFUSED: dict[str, tuple[str, bytes]] = {
    "macros": ("PACK_TEMPLATE_ACTIVE", changed(own_template(), **{"ppt/vbaProject.bin": b"x"})),
    "embedded": ("PACK_TEMPLATE_ACTIVE", changed(own_template(), **{"ppt/embeddings/oleObject1.bin": b"x"})),
    "linked": (
        "PACK_TEMPLATE_ACTIVE",
        changed(
            own_template(),
            **{
                "ppt/slideMasters/_rels/extra.xml.rels": b'<Relationships><Relationship Id="r9" Type="http://x/image" '
                b'Target="http://far.example/p.png" TargetMode="External"/></Relationships>'
            },
        ),
    ),
    "bomb": ("PACK_TEMPLATE_TOO_LARGE", b""),
    "cut": ("PACK_TEMPLATE_DAMAGED", own_template()[:9_000]),
    "no zip": ("PACK_TEMPLATE_DAMAGED", b"%PDF-1.7 not a presentation"),
    "broken inside": ("PACK_TEMPLATE_DAMAGED", changed(own_template(), **{"ppt/presentation.xml": b"<p:no"})),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_template_that_cannot_be_trusted_is_refused_and_changes_nothing(
    begun: Begun, client: Client, case: str
) -> None:
    code, content = REFUSED[case]
    if case == "bomb":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("ppt/media/image1.png", bytes(40 << 20))
        content = out.getvalue()
    client.force_login(begun.champion)
    answer = bring(client, content)
    assert (answer.status_code, code in answer.content.decode()) == (422, True)
    assert "Nothing was changed." in answer.content.decode()
    assert not PackTemplate.objects.exists()


def test_a_workbook_or_nothing_at_all_is_no_template(begun: Begun, client: Client) -> None:
    client.force_login(begun.champion)
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    assert "PACK_TEMPLATE_KIND" in bring(client, out.getvalue(), "book.pptx").content.decode()
    assert client.post("/board-pack/template/", {}).status_code == 422
