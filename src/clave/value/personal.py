"""What deals and cost drivers write down may name people."""

from clave.personal_data.declared import Sentences, declare

declare(
    Sentences("value.Deal", ("name", "closed_reason")),
    Sentences("value.DealVersion", ("reason",)),
    Sentences("value.DealLimits", ("reason",)),
    Sentences("value.DealDecision", ("reason",)),
    Sentences("value.CostDrivers", ("text", "reason")),
    Sentences("value.DriverTrial", ("text", "reason")),
)
