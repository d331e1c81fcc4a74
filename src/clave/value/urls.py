"""The addresses of runs and of what they found."""

from django.urls import path

from clave.value.views import customer, customers, whale

urlpatterns = [
    path("customers/", customers.customers, name="customers"),
    path("customers/<path:code>/", customer.customer, name="customer"),
    path("value/whale/", whale.whale, name="whale"),
    path("exports/whale/", whale.whale_export, name="whale-export"),
    path("exports/customers/", customers.customers_export, name="customers-export"),
]
