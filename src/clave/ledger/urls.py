"""The addresses of imports, customers' groups, rates and the locked period."""

from django.urls import path

from clave.ledger.views import imports

urlpatterns = [
    path("imports/", imports.list_imports, name="imports"),
]
