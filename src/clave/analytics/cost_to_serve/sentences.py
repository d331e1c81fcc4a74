"""What is said about a wrong line of `DRIVERS.toml`."""

from __future__ import annotations

from clave.analytics.problems import gettext_noop as _

NOT_READABLE = _("%(where)s: the drivers cannot be read (%(reason)s). Check the file, and that it is UTF-8 text.")
NOT_TOML = _("%(where)s: the drivers are not valid TOML (%(reason)s). Correct that line.")
UNKNOWN_KEY = _("%(where)s: “%(key)s” is not known here; %(known)s are. Correct or delete it.")
NEEDED = _("%(where)s: “%(key)s” is needed here. Add it.")
NOT_A_TABLE = _("%(where)s: “%(key)s” must be a table. Write [%(key)s], or { … } after the equals sign.")
NOT_ROWS = _("%(where)s: “%(key)s” must be rows. Write [[%(key)s]] before each.")
NOT_TEXT = _("%(where)s: “%(key)s” must be text in quotation marks. Write it so.")
NOT_A_LIST = _('%(where)s: “%(key)s” must be a list of texts. Write ["…", "…"].')
NOT_A_FLAG = _("%(where)s: “%(key)s” is “%(value)s”; expected true or false. Write one of them.")
NOT_ONE_OF = _("%(where)s: “%(key)s” is “%(value)s”; expected one of %(known)s. Choose one.")
NOT_A_DAY = _("%(where)s: “%(key)s” is “%(value)s”; expected a day such as 2026-03-31. Correct it.")
NOT_A_NUMBER = _(
    "%(where)s: “%(key)s” is “%(value)s”; expected a number with a decimal point and at most six decimals. Correct it."
)
WITH_COMMA = _(
    "%(where)s: “%(key)s” is “%(value)s”. Write the decimals after a point, such as 6.50, and nothing between thousands."
)
NOT_A_CURRENCY = _("%(where)s: “%(key)s” is “%(value)s”; expected three capital letters such as EUR. Correct it.")
OUT_OF_RANGE = _("%(where)s: “%(key)s” is “%(value)s”; expected %(expected)s. Correct it.")
PERIOD_BACKWARDS = _("%(where)s: the period ends on %(value)s, before it begins on %(first)s. Exchange the days.")
DUPLICATE = _("%(where)s: “%(value)s” is there twice. Give each a name of its own.")
RESERVED = _("%(where)s: “%(value)s” is the name of the freight of the ledger. Choose another name.")
NAME_TAKEN = _("%(where)s: “%(key)s” is the name of a column. Choose another name.")
NOT_A_NAME = _("%(where)s: “%(key)s” cannot be used in an equation. Write letters, digits and underscores.")
GROUP_UNKNOWN = _("%(where)s: there is no group “%(value)s”. Add it under [[groups]], or name one of %(known)s.")
GROUP_EMPTY = _("%(where)s: the group “%(value)s” has no cost. Give its cost and capacity, or a minute_rate.")
GROUP_TWO_RATES = _("%(where)s: the group “%(value)s” has both a minute_rate and a cost. Keep one of them.")
GROUP_NO_COST = _("%(where)s: the group “%(value)s” has capacity and no cost. Give the cost of the period.")
GROUP_NO_RATE = _(
    "%(where)s: the driver “%(driver)s” takes minutes, and the group “%(value)s” has no capacity. "
    "Give its capacity in minutes or hours, or a minute_rate."
)
GROUP_HAS_CAPACITY = _(
    "%(where)s: the driver “%(driver)s” takes an amount from “%(value)s”, whose cost is charged by the minute. "
    "Write minutes, or name a group without capacity."
)
GROUP_NEEDED = _("%(where)s: the driver “%(driver)s” takes minutes. Name the group whose minutes they are.")
PERIOD_NEEDED = _("%(where)s: the group “%(value)s” has a cost. Say for which days under [period].")
ONE_EQUATION = _("%(where)s: the driver “%(value)s” needs either minutes or an amount. Give one of them.")
ONLY_ACTIVITIES = _('%(where)s: kinds belong to activities. Delete them, or write each = "activity".')
EQUATION = _("%(where)s: “%(value)s” cannot be computed at “%(word)s”: %(reason)s.")
BY_REVENUE = _(
    "%(where)s: the driver “%(driver)s” follows revenue. A share of revenue says nothing about what causes the cost. "
    'Use another driver, or write by_revenue = "spread" (shown apart), or "credit" where money is tied up.'
)
TOO_MANY = _("%(where)s: there are more than %(most)s of “%(key)s”. Join some.")
NO_DRIVERS = _("%(where)s: there is neither a driver nor a group. Write at least one under [[drivers]].")
TWO_EQUATIONS = _("%(where)s: an equation is written and rows are filled in too. Empty one of them.")
CONDITION_NEEDED = _("%(where)s: “%(key)s” needs a condition. Choose a column and write the value it must have.")
VALUE_NEEDED = _(
    "%(where)s: the condition on “%(value)s” has no value to compare with. Write it, or take the column out."
)
NOT_A_LINE = _("%(where)s: “%(value)s” is no customer with a number. Write one a line, such as C0007 = 75.")
