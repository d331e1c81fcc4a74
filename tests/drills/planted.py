"""One fault of every class, as somebody in a hurry could write it, and the tests that are to see it.

What reads uploads runs in an isolated child, which takes the installed tree: nothing is planted there for tests that upload.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What stands in a file, what is written in its place, and which tests are run then."""

    kind: str
    file: str
    stands: str
    planted: str
    tests: tuple[str, ...]


ANSWERED = "tests/access/test_api_matrix.py::test_each_token_is_answered_as_the_table_says[{}]"
TEMPLATES, PAGE = "tests/house/test_templates.py", "src/clave/promises/templates/promises/promise.html"

FAULTS = (
    Fault(
        "dropped access rule",
        "src/clave/promises/api.py",
        "get_object_or_404(Promise.objects.visible_to(request.user), number=number))",
        "get_object_or_404(Promise, number=number))",
        (ANSWERED.format("api:promise"),),
    ),
    Fault(
        "role let in too far",
        "src/clave/access/policy.py",
        "Action.CHANGE_CHARTER: only(Role.CHAMPION)",
        "Action.CHANGE_CHARTER: only(Role.CHAMPION, Role.READER)",
        (ANSWERED.format("api:charters"),),
    ),
    Fault(
        "float in money",
        "src/clave/analytics/runs.py",
        "return self.sums(units)",
        "return self.sums(units.astype(np.float32)).astype(np.int64)",
        ("tests/analytics/test_engines.py",),
    ),
    Fault(
        "lost-update guard removed",
        "src/clave/ledger/operations/settle.py",
        "if held and held.version != version:",
        "if held and version is None:",
        ("tests/ledger/test_two_writers.py",),
    ),
    Fault(
        "unescaped export cell",
        "src/clave/kit/tables.py",
        """return f"'{text}" if first in STARTS_A_FORMULA or not STARTS_A_CELL.isdisjoint(before) else text""",
        """return text""",
        ("tests/kit/test_tables.py",),
    ),
    Fault(
        "missing translation",
        "src/clave/web/locale/es/LC_MESSAGES/django.po",
        'msgstr "Compromisos con las cuentas clave"',
        'msgstr ""',
        ("tests/house/test_catalogue.py",),
    ),
    Fault(
        "inline script",
        PAGE,
        "{% block content %}",
        "{% block content %}<script>document.title = 1</script>",
        (f"{TEMPLATES}::test_a_template_holds_no_inline_script_or_style_and_takes_nothing_from_elsewhere[{PAGE}]",),
    ),
    Fault(
        "text written into a page unescaped",
        PAGE,
        "{% block heading %}{{ promise }}{% endblock %}",
        "{% block heading %}{{ promise|safe }}{% endblock %}",
        (f"{TEMPLATES}::test_a_template_writes_no_text_into_a_page_unescaped[{PAGE}]",),
    ),
    Fault(
        "N+1 query",
        "src/clave/promises/queries/standing.py",
        'visible_to(user, on).select_related("owner").prefetch_related(*parts)',
        "visible_to(user, on)",
        ("tests/promises/test_pages.py",),
    ),
    Fault(
        "wrong sign in a value formula",
        "src/clave/analytics/measures.py",
        'CONTRIBUTION = "revenue - {product_cost} - {cost_to_serve}"',
        'CONTRIBUTION = "revenue - {product_cost} + {cost_to_serve}"',
        ("tests/analytics/test_measures.py", "tests/analytics/test_book.py"),
    ),
    Fault(
        "bridge that does not add up",
        "src/clave/analytics/bridge.py",
        "whole[largest] += total - sum(whole.values())",
        "whole[largest] += 0",
        ("tests/analytics/test_bridge.py",),
    ),
    Fault(
        "unsealed history",
        "src/clave/access/chain.py",
        '        "after": entry.after,\n',
        "",
        ("tests/access/test_journal.py",),
    ),
    Fault(
        "currencies mixed",
        "src/clave/analytics/currencies.py",
        "    if len(held) > 1:",
        "    if len(held) > 9:",
        ("tests/analytics/test_currencies.py",),
    ),
    Fault(
        "swallowed import row",
        "src/clave/analytics/sources/taking_in.py",
        "refused_count=bad + checks.refused + table.refused_count,",
        "refused_count=checks.refused + table.refused_count,",
        ("tests/analytics/sources/test_values.py",),
    ),
    Fault(
        "clipped negative",
        "src/clave/analytics/decimals.py",
        "units = np.where(finite, np.abs(values), 0.0)",
        "units = np.where(finite, np.maximum(values, 0.0), 0.0)",
        ("tests/analytics/test_book.py",),
    ),
    Fault(
        "model that ignores discounting",
        "src/clave/analytics/lifetime/beta_geometric.py",
        "force = float(np.log1p(discount_rate)) / WEEKS_PER_YEAR",
        "force = 0.0",
        ("tests/analytics/test_lifetime_models.py",),
    ),
    Fault(
        "unknown taken as 0",
        "src/clave/analytics/measures.py",
        'THEN {known} END"',
        'THEN {known} ELSE 0 END"',
        ("tests/analytics/test_measures.py", "tests/analytics/test_book.py"),
    ),
    Fault(
        "broken arrow between packages",
        "src/clave/analytics/bridge.py",
        "from math import comb\n",
        "from math import comb\n\nfrom clave.value import rules as rules\n",
        ("tests/house/test_arrows.py",),
    ),
    Fault(
        "the same file read twice",
        "src/clave/ledger/queries.py",
        '"already_imported": imported_before(job.kind),',
        '"already_imported": {},',
        ("tests/ledger/test_operations_commit.py",),
    ),
    Fault(
        "key that does not stand for one request",
        "src/clave/access/answers.py",
        "    if held.asked != asked:\n",
        "    if not held.asked:\n",
        ("tests/web/test_api.py",),
    ),
)
