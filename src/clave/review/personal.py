"""What reviews keep of people: what a customer answered, who still has to act."""

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Duty, Holding, Period, Sentences, declare
from clave.personal_data.rules import Goes, Whose
from clave.review.models import Questionnaire

OURS = Whose.COLLEAGUE

declare(
    Holding(
        "review.Questionnaire",
        ("comment", "contact"),
        Whose.CONTACT,
        "contact",
        gettext_noop("hearing from the customer how the relationship stands"),
        FieldClass.F5,
        goes=Goes.VALUES,
        period="answers",
    ),
    Sentences("review.Questionnaire", ("comment",)),
    Sentences("review.BenefitStatement", ("inputs",)),
    Sentences("review.ProgrammeCost", ("what",)),
    Sentences("review.CommitteeMeeting", ("minutes", "assessment")),
    Sentences("review.CommitteeStep", ("words",)),
    Sentences("review.Practice", ("title", "what", "fits", "source_words", "evidence", "evidence_path")),
    Sentences("review.Adoption", ("note",)),
    Sentences("review.RelationshipReview", ("conclusion",)),
    Sentences("review.ReviewedMatter", ("what", "reason")),
    Sentences("review.ReviewAction", ("what",)),
    Duty("review.ReviewAction", "owner", OURS, gettext_noop("actions of reviews"), only={"done_on": None}),
    Duty(
        "review.CommitteeStep",
        "owner",
        OURS,
        gettext_noop("actions of the review committee"),
        only={"done_on": None},
    ),
    Duty("review.CommitteeTerm", "person", OURS, gettext_noop("a seat on the review committee"), until="ends_on"),
    Period(
        "answers",
        gettext_noop("Who answered a questionnaire, and their words"),
        lambda day: (
            Questionnaire.objects.filter(answered_at__date__lt=day)
            .exclude(contact=None, comment="")
            .order_by("answered_at")
        ),
        lambda rows: rows.order_by().update(contact=None, comment=""),
    ),
)
