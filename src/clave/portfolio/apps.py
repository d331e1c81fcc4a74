from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "clave.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        from clave.portfolio.operations.ranking import rank_after_run
        from clave.value.signals import run_done

        run_done.connect(rank_after_run, dispatch_uid="portfolio.rank_after_run")
