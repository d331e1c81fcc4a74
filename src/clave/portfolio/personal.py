"""What choosing key accounts writes down may name people; most of it is sealed."""

from clave.personal_data.declared import Sentences, declare

declare(
    Sentences("portfolio.Charter", ("reason", "sent_back_reason")),
    Sentences("portfolio.Criterion", ("name", "anchor_10", "anchor_5", "anchor_0")),
    Sentences("portfolio.Judgement", ("evidence",)),
    Sentences("portfolio.Decision", ("reason", "telling", "minutes")),
    Sentences("portfolio.Vote", ("reason",)),
    Sentences("portfolio.ExceptionRequest", ("on_behalf_of", "reason")),
    Sentences("portfolio.OfferElement", ("name", "description")),
    Sentences("portfolio.AccountOffer", ("note",)),
)
