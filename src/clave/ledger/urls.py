"""The addresses of imports, customers' groups, rates and the locked period."""

from django.urls import path

from clave.ledger.views import hierarchy, imports, mappings, rates

urlpatterns = [
    path("imports/", imports.list_imports, name="imports"),
    path("hierarchy/", hierarchy.hierarchy, name="hierarchy"),
    path("hierarchy/link/", hierarchy.link_customer, name="link-customer"),
    path("hierarchy/links/<int:pk>/end/", hierarchy.end_link, name="end-link"),
    path("hierarchy/<int:pk>/", hierarchy.group, name="group"),
    path("hierarchy/<int:pk>/review/", hierarchy.review_group, name="review-group"),
    path("assignments/", hierarchy.assignments, name="assignments"),
    path("assignments/new/", hierarchy.assign_customer, name="assign-customer"),
    path("assignments/<int:pk>/end/", hierarchy.end_assignment, name="end-assignment"),
    path("rates/", rates.rates, name="rates"),
    path("rates/rates.csv", rates.rates_csv, name="rates-csv"),
    path("rates/rates.xlsx", rates.rates_xlsx, name="rates-xlsx"),
    path("period/", rates.period, name="period"),
    path("imports/new/", imports.new_import, name="import-new"),
    path("imports/versions/", imports.data_versions, name="data-versions"),
    path("exports/held/<slug:kind>/<slug:file_kind>/", imports.held_export, name="held-export"),
    path("imports/<uuid:key>/", imports.see_import, name="import"),
    path("imports/<uuid:key>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<uuid:key>/columns/", mappings.map_columns, name="import-columns"),
    path("imports/<uuid:key>/refused.csv", imports.refused_rows, name="import-refused"),
    path("imports/<uuid:key>/start/", imports.start_import, name="import-start"),
    path("imports/<uuid:key>/repeat/", imports.repeat_import, name="import-repeat"),
    path("imports/<uuid:key>/discard/", imports.discard_import, name="import-discard"),
    path("imports/<uuid:key>/undo/", imports.undo_import, name="import-undo"),
]
