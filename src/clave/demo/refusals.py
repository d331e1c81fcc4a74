"""What `clave demo` will not do, and what to do instead."""

from __future__ import annotations

from typing import ClassVar

from clave.kit.refusals import Refusal, gettext_noop


class FolderInUse(Refusal):
    """The folder holds something that is not a demo."""

    code: ClassVar[str] = "DEMO_FOLDER_IN_USE"
    template: ClassVar[str] = gettext_noop(
        "%(folder)s is not empty and holds no demo. Nothing was changed. "
        "Choose an empty folder: clave demo --data-dir DIR"
    )


class FolderBeingBuilt(Refusal):
    """Another process builds a demo in the folder at this moment."""

    code: ClassVar[str] = "DEMO_FOLDER_BEING_BUILT"
    template: ClassVar[str] = gettext_noop(
        "A demo is being built in %(folder)s at this moment. Wait until it is there, or choose another folder: "
        "clave demo --data-dir DIR"
    )
    exit_status: ClassVar[int] = 75


class FolderNotADemo(Refusal):
    """The folder says that it holds a demo, but not which."""

    code: ClassVar[str] = "DEMO_FOLDER_UNREADABLE"
    template: ClassVar[str] = gettext_noop(
        "%(file)s in %(folder)s cannot be read. Nothing was changed. Choose another folder: clave demo --data-dir DIR"
    )


class DatabaseInUse(Refusal):
    """The database already has people or customers."""

    code: ClassVar[str] = "DEMO_DATABASE_IN_USE"
    template: ClassVar[str] = gettext_noop(
        "The database %(database)s is not empty: it has %(users)s users and %(customers)s customers. "
        "Nothing was changed. Unset CLAVE_DATABASE_URL to give the demo a database of its own, or name an empty one."
    )


class FileNotTaken(Refusal):
    """A file of the demo did not pass the import."""

    code: ClassVar[str] = "DEMO_FILE_REFUSED"
    template: ClassVar[str] = gettext_noop(
        "The import refused %(file)s of the demo: %(problems)s. Try another seed: clave demo --seed N"
    )


class FirstRunFailed(Refusal):
    """The first run of the demo came to nothing."""

    code: ClassVar[str] = "DEMO_RUN_FAILED"
    template: ClassVar[str] = gettext_noop("Run %(run)s of the demo failed: %(reason)s Try again: clave demo")
