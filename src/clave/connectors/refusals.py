"""What connectors refuse, why, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class SourceRefused(Refusal):
    """The other program says no."""

    code = "SOURCE_REFUSED"
    template = gettext_noop("%(host)s refused: %(reason)s. Mend it there or in the connector. Nothing was changed.")
    http_status = 502
    exit_status = 69


class LoginRefused(Refusal):
    """User, password or key are wrong there."""

    code = "LOGIN_REFUSED"
    template = gettext_noop(
        "%(host)s does not know this user or key, or has closed it. Type them again in the connector. Nothing was changed."
    )
    http_status = 502


class AnswerStrange(Refusal):
    """Something answered that is not the program expected there."""

    code = "ANSWER_STRANGE"
    template = gettext_noop(
        "%(host)s answered with a page, not with data (status %(status)s). Check the address: it may lead to a sign-in "
        "page, a proxy or maintenance. Nothing was changed."
    )
    http_status = 502
    exit_status = 69


class AskedTooOften(Refusal):
    """The source wants to be left alone for a while."""

    code = "ASKED_TOO_OFTEN"
    template = gettext_noop(
        "%(host)s asks to wait %(seconds)s seconds. Clave waits and tries again. Nothing was changed."
    )
    http_status = 502
    exit_status = 75


class AnswerTooLarge(Refusal):
    """One answer larger than any should be."""

    code = "ANSWER_TOO_LARGE"
    template = gettext_noop("An answer of %(host)s is larger than %(limit)s MB. Nothing was changed.")
    http_status = 502


class ColumnGone(Refusal):
    """A column that the connector reads is not there (any more)."""

    code = "COLUMN_GONE"
    template = gettext_noop(
        "%(host)s gives no column “%(column)s”. It may have been renamed there; change the query or the mapping. "
        "Nothing was changed."
    )
    http_status = 422


class SecretUnreadable(Refusal):
    """The key that sealed it is another one now."""

    code = "SECRET_UNREADABLE"
    template = gettext_noop(
        "The password of this connector cannot be read any more: CLAVE_SECRET_KEY has changed. Type it again."
    )


class SecretNotThere(Refusal):
    """The variable that should hold it does not."""

    code = "SECRET_NOT_THERE"
    template = gettext_noop("The server has no variable %(name)s, or cannot read the file it names. Set it there.")


class SecretNeeded(Refusal):
    """A secret typed for one machine goes to no other."""

    code = "SECRET_NEEDED"
    template = gettext_noop("The address leads to another machine now. Type the password or key for it again.")
    http_status = 422


class SecretNameRefused(Refusal):
    """Only variables made for connectors are read."""

    code = "SECRET_NAME_REFUSED"
    template = gettext_noop("Name a variable that begins with CLAVE_CONNECTOR_, in capitals.")
    http_status = 422


class AddressHoldsSecret(Refusal):
    """A password in the address would be shown."""

    code = "ADDRESS_HOLDS_SECRET"
    template = gettext_noop("Leave user and password out of the address; they have fields of their own.")
    http_status = 422


class AddressNotFit(Refusal):
    """Not an address of this program."""

    code = "ADDRESS_NOT_FIT"
    template = gettext_noop("This address does not fit. Expected: %(expected)s.")
    http_status = 422


class FolderClosed(Refusal):
    """A file that the settings do not open."""

    code = "FOLDER_CLOSED"
    template = gettext_noop(
        "Clave reads database files only in the folders that CLAVE_CONNECTOR_FOLDERS names, and this is in none of them."
    )
    http_status = 422


class QueryNotFit(Refusal):
    """Not one SELECT."""

    code = "QUERY_NOT_FIT"
    template = gettext_noop("Write one SELECT that only reads. Nothing was changed.")
    http_status = 422


class OwnerUnfit(Refusal):
    """Nobody to act for."""

    code = "OWNER_UNFIT"
    template = gettext_noop(
        "%(who)s no longer brings in this kind of data. Give the connector to somebody who does: %(able)s."
    )


class AlreadyGoing(Refusal):
    """One run at a time."""

    code = "ALREADY_GOING"
    template = gettext_noop("This connector is fetching already. Wait until it is through.")


class PreviewWaits(Refusal):
    """The last preview comes first."""

    code = "PREVIEW_WAITS"
    template = gettext_noop("What it fetched last still waits for a yes or a no. Settle that import first.")


class ConnectorPaused(Refusal):
    """It is switched off."""

    code = "CONNECTOR_PAUSED"
    template = gettext_noop("This connector is paused. Resume it first.")


class ConnectorChanged(Refusal):
    """Somebody was quicker."""

    code = "CONNECTOR_CHANGED"
    template = gettext_noop("Somebody changed this connector meanwhile. Load the page again, then change it.")


class NameTaken(Refusal):
    """Two of one name."""

    code = "NAME_TAKEN"
    template = gettext_noop("There is a connector “%(name)s” already. Choose another name.")


class RunStopped(Refusal):
    """The work died."""

    code = "RUN_STOPPED"
    template = gettext_noop("The work stopped in the middle. Nothing was changed; it is tried again.")


class ConnectorUnknown(Refusal):
    """No connector under this name (the command line)."""

    code = "CONNECTOR_UNKNOWN"
    template = gettext_noop("There is no connector “%(name)s”. See: clave connector list")
