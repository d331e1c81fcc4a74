from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "clave.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        from clave.kit import slots
        from clave.ledger.operations.tables import add_table
        from clave.portfolio.operations.offer_files import TABLE
        from clave.portfolio.operations.ranking import rank_after_run
        from clave.portfolio.views.customer_line import customer_line
        from clave.value.signals import run_done

        add_table("offers", TABLE)
        slots.fill(slots.CUSTOMER, "candidate", customer_line)
        run_done.connect(rank_after_run, dispatch_uid="portfolio.rank_after_run")
