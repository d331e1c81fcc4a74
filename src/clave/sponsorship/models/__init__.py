"""What we remember of sponsors, their visits, what they told, and who reads their calendars."""

from clave.sponsorship.models.calendars import CalendarAddress
from clave.sponsorship.models.notes import FollowUp, Note, VisitReport
from clave.sponsorship.models.visits import Sponsorship, Visit, VisitRhythm

__all__ = ["CalendarAddress", "FollowUp", "Note", "Sponsorship", "Visit", "VisitReport", "VisitRhythm"]
