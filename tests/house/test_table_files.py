"""Every table of records leaves as CSV and XLSX by its own page, and every file that leaves stands in the history."""

from __future__ import annotations

import re

from tests.house.source import SOURCE, modules, templates

LINK = re.compile(r"""kit/files\.html|\{% url '[\w-]*(?:csv|export|plan-file|import-refused)'""")
WITHOUT: dict[str, str] = {
    "accounts/whitespace_grid.html": "a part of the whitespace page, whose file holds every cell",
    "accounts/whitespace_list.html": "a part of the whitespace page, whose file holds every cell",
    "company/people_table.html": "a part of the pages of our people and of a function; the file of our people holds every row",
    "kit/chart_table.html": "the twin of a picture, whose rows leave with the table of its page",
    "ledger/import_first_rows.html": "the first rows of a file that its sender has",
    "ledger/import_mapping_rows.html": "rows of a form",
    "ledger/import_preview.html": "what a file would change; once it is in, the list of imports says what it did",
    "people/forecast_rows.html": "a part of the forecasts, whose file holds every row",
    "people/honesty_table.html": "sums over the forecasts, whose file holds every row they are made of",
    "people/profile.html": "rows of a form, and one row of the file of profiles",
    "people/propose.html": "rows of a form",
    "people/rewards.html": "a trial of pay that nobody kept; what counts leaves with the pay register",
    "portfolio/by_criterion.html": "the scores of one customer, in the file of candidates and of its own page there",
    "portfolio/candidate_table.html": "a part of the candidates, whose page leads to the file",
    "portfolio/charter_terms.html": "a part of a version of the charter, whose page leads to the file",
    "portfolio/decision_rows.html": "a part of the decisions, whose page leads to the file",
    "portfolio/edit_charter.html": "rows of a form",
    "portfolio/judge_customer.html": "rows of a form",
    "portfolio/look_back.html": "a trial of a charter on one earlier day: three ways compared, nothing kept as a record",
    "portfolio/paper_places.html": "a trial of a charter on paper, before it counts",
    "portfolio/propose_whom.html": "a choice of candidates to propose, all of them in the file of candidates",
    "review/what_matters.html": "a part of the visit brief; the file of relationship reviews holds every need",
    "value/customer_table.html": "a part of the customers, whose page leads to the file",
    "value/deal_limits.html": "settings in force, not records",
    "value/driver_trial.html": "a trial of cost drivers before they count",
    "value/losses.html": "a part of the whale curve, whose page leads to the file",
    "value/new_deal.html": "two versions of a form side by side",
    "web/api_docs.html": "documentation; the same leaves as openapi.json",
}
TAKES = re.compile(r"(?:\btables\.download\(|import .*\bdownload\b)")
RECORDS = re.compile(r"record_\w+\(|journal\.record\(")


def test_a_table_of_records_has_the_way_out_or_says_why_not() -> None:
    paths = {
        str(path.relative_to(SOURCE)).split("templates/")[1]: path.read_text(encoding="utf-8") for path in templates()
    }
    without = {name for name, text in paths.items() if "<table" in text and not LINK.search(text)}
    assert without == set(WITHOUT)
    assert all(len(reason) > 10 for reason in WITHOUT.values())


def test_no_file_leaves_past_the_history() -> None:
    texts = {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in modules()}
    silent = {name for name, text in texts.items() if TAKES.search(text) and not RECORDS.search(text)}
    assert silent == set()
