"""What backup and restore will not do, and what to do instead."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop
from clave.kit.starting import NOT_SET_UP


class BackupExists(Refusal):
    """There is a file of that name."""

    code = "BACKUP_EXISTS"
    template = gettext_noop(
        "%(file)s is there already and stays as it is. Give the backup another name, such as one with today's date."
    )


class BackupInside(Refusal):
    """A backup in the folder that it saves would save itself, and burn with it."""

    code = "BACKUP_INSIDE"
    template = gettext_noop(
        "%(file)s lies in the data folder itself. Write the backup elsewhere, best to another disk."
    )


class LedgerDamaged(Refusal):
    """A ledger file is not what was imported."""

    code = "LEDGER_DAMAGED"
    template = gettext_noop(
        "%(file)s is missing or is not what was imported. Nothing was written: restore the last good backup, or import that file again."
    )


class BackupUnreadable(Refusal):
    """The file is no backup, or was cut off or changed since it was written."""

    code = "BACKUP_UNREADABLE"
    template = gettext_noop("%(file)s is not a whole backup: %(reason)s. Nothing was changed; take another one.")


class BackupOfAnotherDatabase(Refusal):
    """Backups of one kind of database do not go into the other."""

    code = "BACKUP_OTHER_DATABASE"
    template = gettext_noop(
        "The backup is of %(theirs)s, CLAVE_DATABASE_URL names %(ours)s. Name a database of the same kind."
    )


class BackupNewer(Refusal):
    """The backup knows changes of the database that this version does not."""

    code = "BACKUP_NEWER"
    template = gettext_noop(
        "The backup was made by version %(version)s, which is newer. Install that version, then restore."
    )


class CompanyThere(Refusal):
    """Restoring would replace what somebody works with."""

    code = "COMPANY_THERE"
    template = gettext_noop(
        "There is a company in this database already. Stop the server, make a backup of it, and restore with --replace."
    )


class RestoredDiffers(Refusal):
    """What the database now holds is not what was saved."""

    code = "RESTORED_DIFFERS"
    template = gettext_noop(
        "After restoring, %(table)s is not what was saved. Do not use it: restore again, or take another backup."
    )


class ToolMissing(Refusal):
    """PostgreSQL's own programs write and read its backups."""

    code = "TOOL_MISSING"
    template = gettext_noop(
        "%(program)s is not installed here. Install PostgreSQL's client: apt-get install postgresql-client"
    )
    exit_status = NOT_SET_UP
