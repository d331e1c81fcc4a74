"""Every code an intake can give, with its sentence: where, what was read, what was expected and what to do."""

from __future__ import annotations

from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.problems import gettext_noop as _

FILES: dict[str, str] = {
    "FILE_NOT_FOUND": _("%(where)s: there is no such file. Check the path."),
    "FILE_NOT_REGULAR": _("%(where)s: this is no regular file but a %(what)s. Give the file itself."),
    "FILE_UNREADABLE": _("%(where)s: the file cannot be opened (%(reason)s). Check its rights and try again."),
    "FILE_EMPTY": _("%(where)s: the file is empty (0 bytes). Export it again."),
    "FILE_NO_ROWS": _("%(where)s: there are no data rows below the header. Export it again with at least one row."),
    "FILE_ENCODING": _(
        "%(where)s: “%(value)s” is not valid %(encoding)s text. Save the file as UTF-8 (in Excel: “CSV UTF-8”), "
        'or say how it is written with encoding = "…" under [format] in the profile.'
    ),
    "FILE_BINARY_NUL": _(
        "%(where)s: there is a NUL character (a zero byte) in the text, so a value would change. Export the "
        "file again as plain text."
    ),
    "FILE_TYPE_MISMATCH": _(
        "%(where)s: the name says %(named)s, but the content is %(found)s. Rename the file to what it is, or "
        "export it again."
    ),
    "FILE_TYPE_UNSUPPORTED": _(
        "%(where)s: the content is %(found)s, which is not read. Give CSV, TSV or TXT (also as .gz), XLSX or Parquet."
    ),
    "FILE_TRUNCATED": _("%(where)s: the %(found)s file is damaged or cut off (%(reason)s). Copy or export it again."),
    "FILE_TOO_LARGE": _("%(where)s: the file has %(size)s MB, and at most %(limit)s MB are read. Split it."),
    "FILE_TOO_LARGE_UNCOMPRESSED": _(
        "%(where)s: uncompressed it has %(size)s MB at a ratio of %(ratio)s to 1; at most %(limit)s MB and a ratio of "
        "%(ratio_limit)s are read. Save it again without padding, or split it."
    ),
    "FILE_UNSAFE_ENTRY": _(
        "%(where)s: the archive holds an entry “%(value)s” that points outside. Save the workbook again in Excel."
    ),
    "FILE_LINKED_ENTRY": _(
        "%(where)s: the archive holds an entry “%(value)s” that is a link. Save the workbook again in Excel."
    ),
    "FILE_ENCRYPTED": _("%(where)s: the workbook is protected by a password. Save it without one."),
    "FILE_ALREADY_IMPORTED": _(
        "%(where)s: the same content was already imported as “%(before)s”. There is nothing to do."
    ),
    "XML_DTD_FORBIDDEN": _(
        "%(where)s: a DTD (document type declaration) is not allowed in a workbook. Save it again in Excel."
    ),
    "SHEET_AMBIGUOUS": _(
        "%(where)s: several sheets hold rows (%(sheets)s). Say which one with --sheet NAME, or sheet = "
        '"NAME" under [format] in the profile.'
    ),
    "SHEET_UNKNOWN": _("%(where)s: there is no sheet “%(value)s”; the sheets are %(sheets)s. Give one of these."),
    "SHEET_HIDDEN": _(
        "%(where)s: the only sheets with rows are hidden (%(sheets)s). Show the sheet in Excel, or name it "
        "with --sheet."
    ),
    "HEADER_MISSING": _(
        "%(where)s: no line with column names was found: “%(value)s” stands where they should be, and columns "
        "such as %(expected)s were expected. Put the names in the first line, or say where they are with "
        "header_line = N under [format] in the profile."
    ),
    "COLUMN_MISSING": _(
        "%(where)s: there is no column for %(needed)s; the file has %(headers)s. Add the column, or map one "
        'to it under [columns] in the profile (a constant is { value = "…" }).'
    ),
    "COLUMN_UNKNOWN": _(
        "%(where)s: the profile asks for column “%(value)s”, and the file has %(headers)s. Correct the name "
        "in the profile."
    ),
    "COLUMN_DUPLICATE": _("%(where)s: two columns are called “%(value)s”. Rename or delete one of them."),
    "COLUMN_TYPE": _("%(where)s: values of type %(value)s are not read. Export the column as text, number or date."),
    "COLUMNS_TOO_MANY": _(
        "%(where)s: the file has %(count)s columns, and at most %(limit)s are read. Delete those that are not needed."
    ),
    "COLUMNS_DISAGREE": _(
        "%(where)s: the columns differ from those of %(first)s: %(headers)s. Files of one folder must have "
        "the same columns."
    ),
    "ROWS_TOO_MANY": _(
        "%(where)s: the file has %(count)s rows, and at most %(limit)s are read. Split it, or raise the limit "
        "with --max-rows."
    ),
    "QUOTE_UNCLOSED": _(
        "%(where)s: a quote is opened here and not closed where the field ends, so the rows after it would be "
        "swallowed. Close the quote (or double it inside a field) and try again."
    ),
    "DATE_AMBIGUOUS": _(
        "%(where)s: “%(value)s” can be read as %(first)s or as %(second)s, and no row of the file decides it. "
        'Say which with date = "%(first_format)s" or "%(second_format)s" under [format] in the profile.'
    ),
    "DATE_MIXED": _(
        "%(where)s: days and months stand in both orders (“%(value)s” and “%(other)s”), so others can be read in two "
        "ways. Write all dates in one way, best as YYYY-MM-DD."
    ),
    "DATE_TZ_COLUMN": _(
        "%(where)s: the times carry no time zone, so the day is not certain. Save the column as dates, or say "
        'which zone is meant with time_zone = "%(zone)s" under [format] in the profile.'
    ),
    "HIERARCHY_CYCLE": _(
        "%(where)s: the hierarchy runs in a circle: %(cycle)s. Give one of them no parent, or another one."
    ),
    "PROFILE_COLUMN": _(
        "%(where)s: the profile maps “%(value)s”, which is no column of %(kind)s; %(known)s are. Correct the name."
    ),
    "PROFILE_ENCODING": _("%(where)s: the profile names an unknown encoding, “%(value)s”. Write one such as cp1252."),
    "EXPRESSION_INVALID": _(
        "%(where)s: “%(value)s” cannot be read as arithmetic over the file's columns (%(reason)s: %(word)s). "
        "Use + - * / and parentheses, and put names in [brackets] where they are not plain."
    ),
    "DATABASE_UNREACHABLE": _(
        "%(where)s: the database does not answer or refuses the query (%(reason)s). Check the address and the query."
    ),
    "DATABASE_QUERY_MISSING": _(
        '%(where)s: say what to read with lines = "SELECT …" under [source] in the profile (--map).'
    ),
}
"""Refusals of a whole file."""

ROWS: dict[str, str] = {
    "ROW_RAGGED": _(
        "%(where)s: the row has %(found)s fields, and the header has %(expected)s. Put quotes around values "
        "that hold the delimiter (often a decimal or thousands sign)."
    ),
    "FIELD_TOO_LONG": _(
        "%(where)s: the value begins with “%(value)s” and has %(length)s characters; at most %(limit)s are "
        "read. Shorten it."
    ),
    "VALUE_MISSING": _("%(where)s: the value is missing, and every row needs one. Fill it in, or leave the row out."),
    "NUMBER_INVALID": _(
        "%(where)s: “%(value)s” is not a number. Write digits with at most one decimal sign, without "
        "currency, percent or exponent, or leave the cell empty where the value is not known."
    ),
    "NUMBER_AMBIGUOUS": _(
        "%(where)s: “%(value)s” can mean %(first)s or %(second)s, and the file does not decide it. Write "
        'numbers without thousands separators, or say which sign is the decimal one with decimal = "." or '
        '"," under [format] in the profile.'
    ),
    "NUMBER_MIXED": _(
        "%(where)s: “%(value)s” is written in another way than other numbers of this column (decimal points "
        "and decimal commas are mixed). Write all of them in one way, without thousands separators."
    ),
    "NUMBER_RANGE": _("%(where)s: “%(value)s” is outside what can be (%(limits)s). Correct it."),
    "NUMBER_NOT_COMPUTED": _(
        "%(where)s: the amount cannot be computed from this row (division by zero, or too large). Correct the row."
    ),
    "DATE_INVALID": _(
        "%(where)s: “%(value)s” is not a date as %(expected)s. Correct it, or say how dates are written with "
        'date = "…" under [format].'
    ),
    "DATE_RANGE": _(
        "%(where)s: %(value)s lies outside %(first)s to %(last)s; such dates usually stand for “unknown” or "
        "“for ever”. Put the real date, or leave the cell empty where it may be."
    ),
    "DATE_SERIAL": _(
        "%(where)s: the cell holds the number %(value)s, which Excel shows as %(shown)s; days from %(first)s "
        "to %(last)s were expected. Put the real date."
    ),
    "DATE_TZ_GAP": _(
        "%(where)s: “%(value)s” does not exist in the time zone %(zone)s: the clocks were put forward then. "
        "Give the offset, the date alone, or the right time_zone under [format] in the profile."
    ),
    "DATE_TZ_TWICE": _(
        "%(where)s: “%(value)s” happened twice in the time zone %(zone)s: the clocks were put back then. Give "
        "the offset, the date alone, or the right time_zone under [format] in the profile."
    ),
    "DATE_TZ_SECOND": _(
        "%(where)s: “%(value)s” has a second 60, which no calendar day of %(zone)s has. Give the date alone."
    ),
    "CURRENCY_UNKNOWN": _(
        "%(where)s: “%(value)s” is not a currency that is used here. Write the three capital letters of ISO "
        "4217, such as EUR."
    ),
    "STATUS_UNKNOWN": _(
        "%(where)s: “%(value)s” is not a status; %(expected)s are. Translate their words under [columns] in "
        'the profile: status = { column = "%(column)s", values = { "%(value)s" = "invoiced" } }.'
    ),
    "FLAG_INVALID": _("%(where)s: “%(value)s” is neither yes nor no. Write yes or no."),
    "EMAIL_INVALID": _("%(where)s: “%(value)s” is not an e-mail address. Correct it or leave it empty."),
    "KEY_SUSPECT_NUMBER": _(
        "%(where)s: “%(value)s” looks like a code that Excel turned into a number. Format the column as text "
        "in Excel and enter the code again."
    ),
    "KEY_SUSPECT_DATE": _(
        "%(where)s: “%(value)s” looks like a code that Excel turned into a date. Format the column as text in "
        "Excel and enter the code again."
    ),
    "TEXT_UNSAFE_CONTROL": _(
        "%(where)s: “%(value)s” holds a control character (%(character)s) that cannot be seen. Delete it."
    ),
    "KEY_DUPLICATE": _(
        "%(where)s: %(key)s “%(value)s” is there more than once with different content (%(lines)s). Keep the right one."
    ),
    "ROW_DUPLICATE": _(
        '%(where)s: the row is the same as line %(first)s. Delete it, or say duplicates = "keep" or '
        '"drop" under [filters] in the profile.'
    ),
    "REF_UNKNOWN_ACCOUNT": _(
        "%(where)s: there is no customer “%(value)s”. Import the customer first, or correct the code."
    ),
    "REF_UNKNOWN_PARENT": _(
        "%(where)s: there is no customer “%(value)s” that could be the parent. Add it to the file, or leave "
        "the parent empty."
    ),
    "REF_UNKNOWN_PERSON": _(
        "%(where)s: there is no person “%(value)s” to report to. Add the person to the file, or leave it empty."
    ),
    "REF_UNKNOWN_ORDER": _(
        "%(where)s: there is no order “%(value)s” in %(orders)s. Export both files at the same time, "
        'or say missing_order = "exclude" under [filters] in the profile.'
    ),
    "ORDER_REPEATED": _(
        "%(where)s: order “%(value)s” is there %(count)s times in %(orders)s. Keep one row an order, or, "
        'where the rows agree on all that is used, say repeated_orders = "merge" under [filters] in the '
        "profile."
    ),
    "ORDER_FREIGHT_DISAGREES": _(
        "%(where)s: the lines of order “%(value)s” give different freight for the whole order. Give one value an order."
    ),
    "PERIOD_LOCKED": _(
        "%(where)s: %(value)s lies in a period that is locked until %(locked)s. Leave the row out, or have "
        "the period opened (--locked-until)."
    ),
    "FORMULA_NO_VALUE": _(
        "%(where)s: the cell holds a formula without a value. Open the workbook and save in Excel, or put the "
        "value itself."
    ),
    "CELL_ERROR": _("%(where)s: the cell shows the error %(value)s. Mend the formula, or put the value itself."),
    "VALUE_NOT_OFFERED": _("%(where)s: “%(value)s” is none of: %(offered)s. Write one of these words."),
    "RANGE_UNFIT": _("%(where)s: %(value)s is not between %(low)s and %(high)s. Correct the number."),
    "TEXT_LONG": _("%(where)s: the text is longer than %(limit)s characters. Shorten it."),
    "DAYS_REVERSED": _("%(where)s: %(value)s lies before the day on which it begins. Correct one of the two days."),
    "COST_UNFIT": _(
        "%(where)s: a cost is 0 or more, with its currency beside it. Correct %(value)s, or fill in the currency."
    ),
    "NOT_KEY_ACCOUNT": _(
        "%(where)s: “%(value)s” is no key account now. Admit it first, or correct the code of the customer."
    ),
    "PROMISE_DUE_MISSING": _(
        "%(where)s: the promise is due on a day, and due_on is empty. Fill in the day, or say another kind."
    ),
    "PROMISE_KIND_DISAGREES": _(
        "%(where)s: the kind is “%(value)s”, and the row has a day or terms of delivery of another kind. Only due promises "
        "have due_on, only delivery promises have terms of delivery."
    ),
    "PROMISE_OWNER_UNKNOWN": _(
        "%(where)s: “%(value)s” is none of our people. Import our people first, or correct the code of who keeps it."
    ),
    "OFFER_ELEMENT_UNKNOWN": _(
        "%(where)s: there is no element “%(value)s” among the offers. Name it under Offers first, or correct it."
    ),
    "OFFER_CURRENCY_UNFIT": _(
        "%(where)s: the element is not priced in “%(value)s”. Write the cost in the currency of the element."
    ),
    "SKILL_KEY_UNFIT": _(
        "%(where)s: “%(value)s” cannot be the key of a skill. Take small letters, digits and hyphens, at most 40 of them."
    ),
    "TRAINING_PERSON_MISSING": _(
        "%(where)s: the row does not say who took the course. Fill in person_code or email, or leave the row out."
    ),
    "TRAINING_PERSON_UNKNOWN": _(
        "%(where)s: “%(value)s” is none of our people. Import our people first, or correct the code or the address."
    ),
    "TRAINING_PERSON_UNCLEAR": _(
        "%(where)s: “%(value)s” is the address of several of our people. Give the person_code instead."
    ),
    "TRAINING_PERSON_DISAGREES": _(
        "%(where)s: the address “%(value)s” belongs to %(other)s, and the row names %(code)s. Correct one of the two."
    ),
    "TRAINING_COURSE_UNKNOWN": _(
        "%(where)s: there is no course “%(value)s” in the catalogue. Add it under Training, Courses, or correct the name."
    ),
    "TRAINING_EXPIRES_BEFORE": _(
        "%(where)s: the certificate runs out on %(value)s, and the course was completed on %(completed)s. Correct one "
        "of the two days, or leave the last day empty: the course then says how long it holds."
    ),
    "TRAINING_CERTIFICATE_LONG": _(
        "%(where)s: the certificate has %(length)s characters, and at most %(limit)s are kept. Shorten it."
    ),
    "TRAINING_TWICE": _(
        "%(where)s: the same person completed the same course on the same day in several rows (%(lines)s). Keep the "
        "right one."
    ),
    "FX_TWO_RATES": _("%(where)s: there are two rates for %(base)s to %(quote)s on %(date)s (%(lines)s). Keep one."),
    "FX_NOT_POSITIVE": _(
        "%(where)s: the rate %(value)s is not greater than zero. Put what one %(base)s is worth in %(quote)s."
    ),
    "FX_SAME": _("%(where)s: %(base)s against itself needs no rate. Delete the row."),
    "FX_INVERTED": _(
        "%(where)s: the rate %(value)s for %(base)s to %(quote)s looks inverted: the rates the other way "
        "round are near %(other)s. One %(base)s should be worth about %(expected)s %(quote)s."
    ),
    "FX_OUTLIER": _(
        "%(where)s: the rate %(value)s for %(base)s to %(quote)s is far from the others (near %(expected)s). "
        "Correct it."
    ),
}
"""Refusals of one row."""

WARNINGS: dict[str, str] = {
    "HEADER_FOUND_LATER": _(
        "%(where)s: the column names (%(headers)s) were found in line %(header)s, not in line 1; what stands "
        "before was left out. Check that nothing is missing."
    ),
    "ROW_BLANK": _("%(where)s: blank rows were left out (%(lines)s)."),
    "ROWS_EXCLUDED": _(
        "%(where)s: %(count)s rows were left out because the profile excludes them (column %(column)s)."
    ),
    "CUSTOMERS_MISSING": _("%(where)s: %(count)s rows without a customer were left out, as the profile says."),
    "ORDERS_MISSING": _(
        "%(where)s: %(count)s lines whose order is not in %(orders)s were left out, as the profile says."
    ),
    "ROWS_PLANNED": _(
        "%(where)s: %(count)s rows are planned and not completed, and were left out. Plan courses on the page of each "
        "person."
    ),
    "ORDERS_MERGED": _(
        "%(where)s: %(count)s orders are there more than once and agree on all that is used; each was taken once."
    ),
    "ORDERS_WITHOUT_LINES": _("%(where)s: %(count)s orders have no lines, and do not count."),
    "DUPLICATES_DROPPED": _(
        "%(where)s: %(count)s rows that repeat another one exactly were dropped, as the profile says (%(lines)s)."
    ),
    "DUPLICATES_KEPT": _(
        "%(where)s: %(count)s rows repeat another one exactly and were kept, as the profile says (%(lines)s)."
    ),
    "MARGIN_NEGATIVE": _(
        "%(where)s: %(count)s rows cost more than they bring in; in line %(first)s net_amount is %(net)s and "
        "cost_amount %(cost)s, a margin of %(margin)s%% (%(lines)s). They count as they are."
    ),
    "MARGIN_NEGATIVE_MOST_ROWS": _(
        "%(where)s: cost_amount is greater than net_amount in %(share)s%% of the rows (%(lines)s). The two "
        "columns are probably swapped; confirm that they are right, or correct the mapping."
    ),
    "CURRENCY_FORMAT_DISAGREES": _(
        "%(where)s: the cell shows %(symbol)s, but the currency column says %(currency)s (%(count)s cells). "
        "The currency column was taken; check it."
    ),
    "CURRENCIES_MIXED": _(
        "%(where)s: the rows are in %(currencies)s. Totals are given for each currency; adding them up needs "
        "dated rates."
    ),
    "SIGNS_DISAGREE": _(
        "%(where)s: in %(count)s rows quantity and net_amount have opposite signs (%(lines)s). Check them."
    ),
    "EXPORT_RECOGNISED": _(
        "%(where)s: this looks like an export of %(value)s; its columns were read so. Choose the columns yourself where "
        "that is wrong."
    ),
    "SHEET_CHOSEN": _("%(where)s: sheet “%(value)s” was read; other sheets were not: %(others)s."),
    "SHEET_HIDDEN_NOT_READ": _("%(where)s: hidden sheets were not read: %(others)s."),
}
"""Things to know about rows that were accepted or left out."""

CODE_OF: dict[str, str] = {
    "FILE_LINKED_ENTRY": "FILE_NOT_REGULAR",
    "PROFILE_COLUMN": "PROFILE_INVALID",
    "PROFILE_ENCODING": "PROFILE_INVALID",
    "DATE_MIXED": "DATE_AMBIGUOUS",
    "DATE_TZ_COLUMN": "DATE_TZ",
    "DATE_SERIAL": "DATE_RANGE",
    "DATE_TZ_GAP": "DATE_TZ",
    "DATE_TZ_TWICE": "DATE_TZ",
    "DATE_TZ_SECOND": "DATE_TZ",
    "NUMBER_MIXED": "NUMBER_AMBIGUOUS",
    "NUMBER_NOT_COMPUTED": "NUMBER_RANGE",
    "KEY_SUSPECT_NUMBER": "KEY_SUSPECT",
    "KEY_SUSPECT_DATE": "KEY_SUSPECT",
    "FX_TWO_RATES": "FX_RATE_INVALID",
    "FX_NOT_POSITIVE": "FX_RATE_INVALID",
    "FX_SAME": "FX_RATE_INVALID",
    "FX_INVERTED": "FX_RATE_INVALID",
    "FX_OUTLIER": "FX_RATE_INVALID",
}
"""Sentences that share one stable code with others."""

SENTENCES: dict[str, str] = {**FILES, **ROWS, **WARNINGS}


def problem(
    sentence: str,
    *,
    file: str = "",
    line: int | None = None,
    cell: str | None = None,
    column: str | None = None,
    value: str | None = None,
    **facts: Any,
) -> Problem:
    """The problem that `sentence` (a key of `SENTENCES`) tells, with its stable code."""
    code = CODE_OF.get(sentence, sentence)
    return Problem(code, SENTENCES[sentence], file, line, cell, column, value, facts)


def codes() -> tuple[str, ...]:
    """Every stable code, in alphabetical order."""
    return tuple(sorted({CODE_OF.get(sentence, sentence) for sentence in SENTENCES}))
