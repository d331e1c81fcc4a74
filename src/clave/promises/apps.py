from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "clave.promises"
    label = "promises"

    def ready(self) -> None:
        from clave.ledger.operations.tables import add_table
        from clave.ledger.signals import data_arrived
        from clave.promises.operations.judging import judge_after_import
        from clave.promises.operations.promise_files import TABLE

        data_arrived.connect(judge_after_import, dispatch_uid="promises.judge_after_import")
        add_table("promises", TABLE)
        self._offer_turn()
        self._tell_of_promises()

    def _offer_turn(self) -> None:
        """A sentence of a visit report can become a promise."""
        from django.utils.translation import gettext_lazy as _

        from clave.access.policy import Action
        from clave.promises.views.carrying import sentence_address
        from clave.sponsorship.hooks import OtherTurn, offer_turn

        may_promise = lambda user: user.may(Action.MAKE_PROMISES)  # noqa: E731
        offer_turn("promise", OtherTurn(_("A promise"), sentence_address, may_promise))

    def _tell_of_promises(self) -> None:
        """The scorecards of managers show how promises to their key accounts were kept."""
        from clave.people.hooks import Promises, tell_of_promises
        from clave.promises.queries import working

        tell_of_promises(Promises(working.kept_rates, working.work_of))
