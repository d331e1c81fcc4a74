"""The addresses of runs and of what they found."""

from django.urls import path

from clave.value.views import customer, customers, deals, driver_editor, drivers, runs, whale

urlpatterns = [
    path("customers/", customers.customers, name="customers"),
    path("customers/<last_customer:code>/", customer.customer, name="customer"),
    path("value/whale/", whale.whale, name="whale"),
    path("value/drivers/", drivers.drivers, name="drivers"),
    path("value/drivers/edit/", driver_editor.edit_drivers, name="edit-drivers"),
    path("value/drivers/edit/text/", driver_editor.edit_drivers_text, name="edit-drivers-text"),
    path("value/drivers/trials/<int:number>/", drivers.trial, name="driver-trial"),
    path("value/drivers/<int:number>/", drivers.version, name="driver-version"),
    path("deals/", deals.deal_list, name="deals"),
    path("deals/deals.csv", deals.deals_csv, name="deals-csv"),
    path("deals/deals.xlsx", deals.deals_xlsx, name="deals-xlsx"),
    path("deals/new/", deals.new_deal, name="new-deal"),
    path("deals/limits/", deals.deal_limits, name="deal-limits"),
    path("deals/limits/change/", deals.change_deal_limits, name="change-deal-limits"),
    path("deals/<int:number>/", deals.deal, name="deal"),
    path("deals/<int:number>/change/", deals.change_deal, name="change-deal"),
    path("deals/<int:number>/ask/", deals.ask_deal, name="ask-deal"),
    path("deals/<int:number>/decide/", deals.decide_deal, name="decide-deal"),
    path("deals/<int:number>/end/", deals.end_deal, name="end-deal"),
    path("exports/drivers/<int:number>/", drivers.drivers_export, name="drivers-export"),
    path("exports/whale/", whale.whale_export, name="whale-export"),
    path("exports/losses/", whale.losses_export, name="losses-export"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", runs.start_run, name="start-run"),
    path("runs/<str:code>/", runs.run, name="run"),
    path("runs/<str:code>/again/", runs.recompute_run, name="recompute-run"),
    path("exports/runs/<str:code>/", runs.run_export, name="run-export"),
    path("exports/customers/", customers.customers_export, name="customers-export"),
]
