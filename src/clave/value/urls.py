"""The addresses of runs and of what they found."""

from django.urls import path

from clave.value.views import customer, customers

urlpatterns = [
    path("customers/", customers.customers, name="customers"),
    path("customers/<path:code>/", customer.customer, name="customer"),
    path("exports/customers/", customers.customers_export, name="customers-export"),
]
