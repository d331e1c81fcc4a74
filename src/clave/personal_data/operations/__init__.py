"""What can be done with personal data: erasing people, setting how long things are kept, keeping to it."""

from clave.personal_data.operations.people import erase_again, erase_colleague, erase_contact, erase_login
from clave.personal_data.operations.periods import keep_periods, set_period

__all__ = ["erase_again", "erase_colleague", "erase_contact", "erase_login", "keep_periods", "set_period"]
