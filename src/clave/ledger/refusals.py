"""What the ledger refuses, why, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class NotYours(Refusal):
    """The kind of file belongs to another role."""

    code = "NOT_ALLOWED"
    template = gettext_noop("Your roles do not bring in this kind of file. It can be done by: %(able)s.")
    http_status = 403


class FileEmpty(Refusal):
    """A file without a byte."""

    code = "FILE_EMPTY"
    template = gettext_noop(
        "%(file)s is empty (0 bytes). Export it again and choose the new file. Nothing was changed."
    )
    http_status = 422


class FileTooLarge(Refusal):
    """A file above the limit of uploads."""

    code = "FILE_TOO_LARGE"
    template = gettext_noop(
        "%(file)s has more than the %(limit)s MB that can be uploaded. "
        "Split it, send it as Parquet or .gz, or use clave import on the server. Nothing was changed."
    )
    http_status = 413


class FileNotOne(Refusal):
    """No file, or several."""

    code = "FILE_NOT_ONE"
    template = gettext_noop("%(count)s files came; one is expected. Choose exactly one file. Nothing was changed.")
    http_status = 422


class FormSent(Refusal):
    """A form that somebody else sent."""

    code = "FORM_SENT"
    template = gettext_noop("This form was sent before by somebody else. Load the page again and choose the file.")


class FileMissing(Refusal):
    """There is no such file."""

    code = "FILE_MISSING"
    template = gettext_noop("There is no file %(file)s. Check the name. Nothing was changed.")
    http_status = 422


class KindUnknown(Refusal):
    """A kind Clave does not import."""

    code = "KIND_UNKNOWN"
    template = gettext_noop("“%(kind)s” is no kind of file. Choose one of: %(known)s.")
    http_status = 422


class FileAlreadyImported(Refusal):
    """The same content is in the ledger."""

    code = "FILE_ALREADY_IMPORTED"
    template = gettext_noop(
        "%(file)s was already imported as %(first)s on %(at)s (import %(number)s). "
        "To read it in another way, undo that import first. Nothing was changed."
    )


class MoveRefused(Refusal):
    """The import stands elsewhere by now."""

    code = "IMPORT_MOVED_ON"
    template = gettext_noop("This import is %(state)s by now, so this cannot be done any more. Load the page again.")


class ImportBusy(Refusal):
    """Another import is being written."""

    code = "IMPORT_BUSY"
    template = gettext_noop("Another import is being written. Try again in a moment. Nothing was changed.")
    exit_status = 75


class RowsRefused(Refusal):
    """The file holds rows that cannot enter."""

    code = "ROWS_REFUSED"
    template = gettext_noop(
        "%(refused)s rows of %(file)s were refused. Mend them and send the file again, "
        "or import only the good rows as a second step. Nothing was changed."
    )
    http_status = 422


class WholeFileRefused(RowsRefused):
    """What is wrong does not leave good rows that could enter alone."""

    template = gettext_noop(
        "%(refused)s rows of %(file)s were refused. Mend them and send the file again. Nothing was changed."
    )


class ConfirmationNeeded(Refusal):
    """A warning that a person must confirm."""

    code = "CONFIRMATION_NEEDED"
    template = gettext_noop("Confirm first that this is right: %(codes)s. Nothing was changed.")
    http_status = 422


class ReadAgain(Refusal):
    """The ledger moved between preview and import in a way that the preview does not show."""

    code = "LEDGER_MOVED_ON"
    template = gettext_noop(
        "The ledger has changed since this preview. Look at the new one and import again. Nothing was changed."
    )


class PeriodLocked(Refusal):
    """Rows of a period that is closed."""

    code = "PERIOD_LOCKED"
    template = gettext_noop(
        "%(rows)s new or changed rows lie in the period locked until %(locked_until)s. Take them out, or bring "
        "them in as "
        "late corrections: name the day from which they are known (--known-on DATE). Nothing was changed."
    )


class KnownInLockedPeriod(Refusal):
    """A late correction dated back into the locked period."""

    code = "PERIOD_LOCKED"
    template = gettext_noop(
        "%(known_on)s lies in the period locked until %(locked_until)s. Late corrections are known from a day "
        "after it (--known-on DATE). "
        "Nothing was changed."
    )


class UndoLocked(Refusal):
    """Undo would move a period that is closed."""

    code = "PERIOD_LOCKED"
    template = gettext_noop(
        "%(rows)s rows of import %(number)s lie in the period locked until %(locked_until)s. Open the period first, "
        "with a reason, or correct the rows by an import known from a later day. Nothing was changed."
    )


class LockMovesBack(Refusal):
    """Opening a closed period again needs a reason."""

    code = "LOCK_MOVES_BACK"
    template = gettext_noop(
        "The period is locked until %(locked_until)s. Say why it is opened again. Nothing was changed."
    )
    http_status = 422


class BatchUnknown(Refusal):
    """No such import."""

    code = "IMPORT_UNKNOWN"
    template = gettext_noop("There is no import %(number)s. See the list of imports.")
    http_status = 404


class BatchUndone(Refusal):
    """The import was undone before."""

    code = "ALREADY_UNDONE"
    template = gettext_noop("Import %(number)s was undone before. Nothing was changed.")


class BatchBuiltUpon(Refusal):
    """Later imports rest on the rows of this one."""

    code = "IMPORT_BUILT_UPON"
    template = gettext_noop(
        "Later imports corrected or confirmed rows of import %(number)s: %(later)s. Undo them first, the latest "
        "one first. Nothing was changed."
    )


class EditedSince(Refusal):
    """What the import wrote was changed by hand or by a later import."""

    code = "EDITED_SINCE"
    template = gettext_noop(
        "%(count)s rows of import %(number)s were changed since: %(subjects)s. Undo would lose that. Nothing was "
        "changed."
    )


class InUse(Refusal):
    """Customers of this import have orders."""

    code = "IMPORT_IN_USE"
    template = gettext_noop(
        "Import %(number)s created %(count)s customers that have orders: %(subjects)s. Undo the imports of their "
        "orders first. Nothing was changed."
    )


class HierarchyCycle(Refusal):
    """Customers that roll up into themselves."""

    code = "HIERARCHY_CYCLE"
    template = gettext_noop(
        "These customers would roll up into themselves: %(path)s. Take one link out. Nothing was changed."
    )
    http_status = 422


class LinksOverlap(Refusal):
    """A customer in two groups at once."""

    code = "HIERARCHY_OVERLAP"
    template = gettext_noop(
        "%(customer)s belongs to %(parent)s from %(start)s%(end)s. End that link first, or choose other dates. "
        "Nothing was changed."
    )


class DatesReversed(Refusal):
    """An end before its beginning."""

    code = "DATES_REVERSED"
    template = gettext_noop("%(until)s lies before %(start)s. Choose a later end. Nothing was changed.")
    http_status = 422


class AlreadyEnded(Refusal):
    """A link that ended before."""

    code = "ALREADY_ENDED"
    template = gettext_noop("This link ended on %(until)s. Nothing was changed.")


class AlreadyAssigned(Refusal):
    """The same person in the same capacity, twice."""

    code = "ALREADY_ASSIGNED"
    template = gettext_noop("%(person)s holds this capacity for %(customer)s already. Nothing was changed.")


class ProfileChanged(Refusal):
    """Somebody else saved the profile."""

    code = "PROFILE_CHANGED"
    template = gettext_noop(
        "“%(name)s” was saved by %(by)s since you opened it. Choose another name, or load it again. Nothing was "
        "changed."
    )


class ProfileInvalid(Refusal):
    """A mapping that cannot be used."""

    code = "PROFILE_INVALID"
    template = gettext_noop("The mapping cannot be used: %(reason)s Nothing was changed.")
    http_status = 422


class LedgerDamaged(Refusal):
    """A ledger file that is not what was registered."""

    code = "LEDGER_DAMAGED"
    template = gettext_noop(
        "The ledger file %(file)s of import %(number)s is missing or damaged. Bring it back from a backup; until "
        "then no run is started."
    )
    http_status = 503
    exit_status = 74


class UserUnknown(Refusal):
    """No such login."""

    code = "USER_UNKNOWN"
    template = gettext_noop("%(email)s does not sign in here. Add that person first: clave user add.")


class VersionUnknown(Refusal):
    """No such data version."""

    code = "VERSION_UNKNOWN"
    template = gettext_noop("There is no data version %(version)s. The latest is %(latest)s.")
    http_status = 404
