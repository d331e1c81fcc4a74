"""How parallel workers share out the tests: what a file makes once is made once, and both end at the same time."""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/demo/test_command.py": "the demo company, built once",
    "tests/journeys/test_my_day_and_people.py": "the demo company, built once",
}
"""Files that look at one thing made once."""
APART = ("tests/access/test_matrix.py", "tests/access/test_api_matrix.py")
"""Files of many short tests that share nothing: each by itself, after all others, for whoever is idle."""


def unit(nodeid: str) -> str:
    """What is given to one worker as a whole: a file, or a test where nothing is shared."""
    file = nodeid.partition("::")[0]
    return nodeid if file in APART else TOGETHER.get(file, file)


def is_for_the_end(nodeid: str) -> bool:
    return nodeid.partition("::")[0] in APART


class ByFile(LoadScopeScheduling):
    """Gives out units in the order of the tests."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)
