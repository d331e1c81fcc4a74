"""What can be done to the ledger: the only writers of customers, groups, imports and data versions."""

from clave.ledger.operations.commit import finish_import, import_batch, start_import, write_import
from clave.ledger.operations.hierarchy import assign_customer, end_assignment, end_parent, link_parent, review_roll_up
from clave.ledger.operations.read import declare_stopped, finish_reading, read_import, start_reading
from clave.ledger.operations.receive import discard_job, receive_file, receive_path
from clave.ledger.operations.settle import lock_period, save_profile
from clave.ledger.operations.undo import undo_batch

__all__ = [
    "assign_customer",
    "declare_stopped",
    "discard_job",
    "end_assignment",
    "end_parent",
    "finish_import",
    "finish_reading",
    "import_batch",
    "link_parent",
    "lock_period",
    "read_import",
    "receive_file",
    "receive_path",
    "review_roll_up",
    "save_profile",
    "start_import",
    "start_reading",
    "undo_batch",
    "write_import",
]
