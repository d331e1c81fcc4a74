"""What can be done to the ledger: the only writers of customers, groups, imports and data versions."""

from clave.ledger.operations.background import (
    bring_in_files,
    import_in_background,
    read_in_background,
    repeat_work,
    sweep_leftovers,
)
from clave.ledger.operations.commit import finish_import, import_batch, start_import, write_import
from clave.ledger.operations.coverage import catch_up_coverage
from clave.ledger.operations.hierarchy import assign_customer, end_assignment, end_parent, link_parent, review_roll_up
from clave.ledger.operations.read import declare_stopped, finish_reading, read_import, start_reading
from clave.ledger.operations.receive import Sent, discard_job, names_of, receive_file, receive_files, receive_path
from clave.ledger.operations.settle import lock_period, save_profile
from clave.ledger.operations.undo import refuse_undo, undo_batch

__all__ = [
    "Sent",
    "assign_customer",
    "bring_in_files",
    "catch_up_coverage",
    "declare_stopped",
    "discard_job",
    "end_assignment",
    "end_parent",
    "finish_import",
    "finish_reading",
    "import_batch",
    "import_in_background",
    "link_parent",
    "lock_period",
    "names_of",
    "read_import",
    "read_in_background",
    "receive_file",
    "receive_files",
    "receive_path",
    "refuse_undo",
    "repeat_work",
    "review_roll_up",
    "save_profile",
    "start_import",
    "start_reading",
    "sweep_leftovers",
    "undo_batch",
    "write_import",
]
