from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clave.accounts"
    label = "accounts"

    def ready(self) -> None:
        from clave.accounts.operations.readings import read_after_import
        from clave.ledger.signals import data_arrived

        data_arrived.connect(read_after_import, dispatch_uid="accounts.read_after_import")
        self._offer_turn()

    def _offer_turn(self) -> None:
        """A sentence of a visit report or of a note can become an action of the plan, or a risk to the key account."""
        from django.utils.translation import gettext_lazy as _

        from clave.access.policy import Action
        from clave.accounts.views.entries import sentence_address
        from clave.accounts.views.risks import risk_address
        from clave.sponsorship.hooks import OtherTurn, offer_turn

        may_write = lambda user: user.may(Action.WRITE_PLANS)  # noqa: E731
        may_risk = lambda user: user.may(Action.CHANGE_RISKS)  # noqa: E731
        offer_turn("action of the plan", OtherTurn(_("An action of the plan"), sentence_address, may_write))
        offer_turn("risk", OtherTurn(_("A risk to the key account"), risk_address, may_risk))
