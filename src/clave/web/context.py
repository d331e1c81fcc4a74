"""What frames every page: the sections this person may open, where they are, who they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.access.models import User
from clave.access.policy import ROLE_NAMES, Action


@dataclass(frozen=True)
class Page:
    """One entry of the navigation and what it needs."""

    label: Any
    path: str
    needs: Action


@dataclass(frozen=True)
class Section:
    """Pages that belong together; the navigation shows the section, the pages show each other as tabs."""

    label: Any
    pages: tuple[Page, ...]
    also: tuple[str, ...] = ()
    """Where pages about one thing of this section begin that stand under none of its pages."""

    @property
    def path(self) -> str:
        """Where the section begins."""
        return self.pages[0].path


SECTIONS = (
    Section(_("My day"), (Page(_("My day"), "/", Action.SEE_MY_DAY),)),
    Section(
        _("Programme"),
        (
            Page(_("Seven steps"), "/programme/", Action.SEE_PROGRAMME),
            Page(_("Charter of the programme"), "/programme/charter/", Action.SEE_PROGRAMME),
            Page(_("Stages"), "/programme/stages/", Action.SEE_PROGRAMME),
            Page(_("Warnings"), "/programme/warnings/", Action.SEE_PROGRAMME),
            Page(_("Benefit"), "/benefit/", Action.SEE_BENEFIT),
            Page(_("Agenda"), "/agenda/", Action.SEE_PROGRAMME),
            Page(_("Review committee"), "/committee/", Action.SEE_COMMITTEE),
            Page(_("Quarterly review"), "/quarterly-review/", Action.SEE_COMMITTEE),
            Page(_("Self-assessment"), "/self-assessment/", Action.SEE_COMMITTEE),
            Page(_("Board pack"), "/board-pack/", Action.SEE_BOARD_PACK),
            Page(_("Communication"), "/communication/", Action.SEE_PROGRAMME),
            Page(_("Champion"), "/programme/champions/", Action.SEE_PROGRAMME),
        ),
    ),
    Section(
        _("Customers"),
        (
            Page(_("All customers"), "/customers/", Action.SEE_CUSTOMERS),
            Page(_("Groups"), "/hierarchy/", Action.SEE_HIERARCHY),
            Page(_("Who answers for whom"), "/assignments/", Action.SEE_HIERARCHY),
        ),
    ),
    Section(
        _("Value"),
        (
            Page(_("Whale curve"), "/value/whale/", Action.SEE_WHALE_CURVE),
            Page(_("Deals"), "/deals/", Action.SEE_DEALS),
            Page(_("Cost drivers"), "/value/drivers/", Action.SEE_DRIVERS),
            Page(_("Runs"), "/runs/", Action.SEE_RUNS),
        ),
    ),
    Section(
        _("Key accounts"),
        (
            Page(_("Key accounts"), "/key-accounts/", Action.SEE_KEY_ACCOUNTS),
            Page(_("Comparison"), "/comparison/", Action.COMPARE_KEY_ACCOUNTS),
            Page(_("Practices"), "/practices/", Action.SEE_PRACTICES),
            Page(_("Candidates"), "/candidates/", Action.SEE_CANDIDATES),
            Page(_("Matrix"), "/candidates/matrix/", Action.SEE_CANDIDATES),
            Page(_("Rankings"), "/rankings/", Action.SEE_CANDIDATES),
            Page(_("Decisions"), "/decisions/", Action.SEE_DECISIONS),
            Page(_("Exceptions"), "/exceptions/", Action.SEE_DECISIONS),
            Page(_("Offers"), "/offers/", Action.SEE_KEY_ACCOUNTS),
            Page(_("Sponsors"), "/sponsors/", Action.SEE_SPONSORS),
            Page(_("Judgements"), "/judgements/", Action.JUDGE_CUSTOMERS),
            Page(_("Charter"), "/charter/", Action.SEE_CHARTER),
        ),
        also=("/relationships/", "/plans/", "/reviews/"),
    ),
    Section(
        _("Promises"),
        (
            Page(_("This week"), "/desk/", Action.KEEP_PROMISES),
            Page(_("All promises"), "/promises/", Action.SEE_PROMISES),
            Page(_("Promise check"), "/promises/check/", Action.SEE_PROMISES),
        ),
    ),
    Section(
        _("People"),
        (
            Page(_("Everybody"), "/people/", Action.SEE_PEOPLE),
            Page(_("Organisation"), "/people/organisation/", Action.SEE_PEOPLE),
            Page(_("Functions"), "/functions/", Action.SEE_FUNCTIONS),
            Page(_("Skills"), "/skills/", Action.SEE_SKILLS),
            Page(_("Role profiles"), "/profiles/", Action.SEE_APPOINTMENTS),
            Page(_("Managers"), "/appointments/", Action.SEE_APPOINTMENTS),
            Page(_("Training"), "/training/", Action.SEE_TRAINING),
            Page(_("Scorecards"), "/scorecards/", Action.SEE_SCORECARDS),
            Page(_("Forecasts"), "/forecasts/", Action.SEE_FORECASTS),
            Page(_("Pay"), "/pay/", Action.SEE_PAY),
            Page(_("Ways of paying"), "/rewards/", Action.SEE_PAY),
        ),
    ),
    Section(
        _("Data"),
        (
            Page(_("Imports"), "/imports/", Action.SEE_IMPORTS),
            Page(_("Connectors"), "/connectors/", Action.SEE_CONNECTORS),
            Page(_("Exchange rates"), "/rates/", Action.SEE_RATES),
            Page(_("Closed period"), "/period/", Action.SEE_RATES),
        ),
    ),
    Section(
        _("Users"),
        (
            Page(_("Users"), "/users/", Action.SEE_USERS),
            Page(_("Personal data"), "/personal-data/", Action.SEE_PERSONAL_DATA),
        ),
    ),
    Section(_("History"), (Page(_("History"), "/history/", Action.SEE_HISTORY),)),
)


@dataclass(frozen=True)
class Frame:
    """The frame of one page for one person."""

    person: User
    role_names: tuple[str, ...]
    sections: tuple[Section, ...]
    section: Section | None
    path: str

    @property
    def reminder(self) -> date | None:
        """Until when this person has time to set up the second factor that the roles need."""
        person, today = self.person, timezone.localdate()
        waits = person.second_factor_since is None and not person.waits_for_second_factor(today)
        return person.second_factor_due_on if waits and not self.path.startswith("/security/") else None

    @property
    def neighbours(self) -> tuple[Page, ...]:
        """The pages beside this one, when it is a page of a section with several."""
        pages = self.section.pages if self.section else ()
        return pages if len(pages) > 1 and any(page.path == self.path for page in pages) else ()

    @property
    def way_back(self) -> Page | None:
        """The page of the navigation above this one."""
        above = [p for p in (self.section.pages if self.section else ()) if p.path != "/" and p.path != self.path]
        return next((page for page in above if self.path.startswith(page.path)), None)


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` for every template, worked out only where a page shows it."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request)), "company_sign_in": settings.COMPANY_SIGN_IN}


def frame_of(request: HttpRequest) -> Frame | None:
    """The frame for the person who asks; nobody who is not signed in has one."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    sections = sections_for(user)
    return Frame(
        person=user,
        role_names=tuple(gettext(name) for role, name in ROLE_NAMES.items() if role in user.roles)
        or (gettext("no role yet"),),
        sections=sections,
        section=section_of(request.path, sections),
        path=request.path,
    )


def sections_for(user: User) -> tuple[Section, ...]:
    """The sections and pages this person may open, in the order of the navigation."""
    open_pages = (replace(s, pages=tuple(p for p in s.pages if user.may(p.needs))) for s in SECTIONS)
    return tuple(section for section in open_pages if section.pages)


def section_of(path: str, sections: tuple[Section, ...]) -> Section | None:
    """The section whose page is the closest one above `path`."""
    if path == "/":
        return next((s for s in sections if s.path == "/"), None)
    above = ((s, start) for s in sections for start in (*(page.path for page in s.pages), *s.also))
    return next((s for s, start in above if start != "/" and path.startswith(start)), None)
