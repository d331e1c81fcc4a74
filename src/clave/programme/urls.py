"""The addresses of the programme."""

from django.urls import path

from clave.programme.views import agenda, communication, functions, leading, meetings, overview

urlpatterns = [
    path("functions/", functions.functions, name="functions"),
    path("functions/functions.csv", functions.functions_csv, name="functions-csv"),
    path("functions/functions.xlsx", functions.functions_xlsx, name="functions-xlsx"),
    path("functions/<int:pk>/", functions.function, name="function"),
    path("functions/<int:pk>/owner/", functions.appoint_owner, name="appoint-owner"),
    path("programme/", overview.programme, name="programme"),
    path("programme/charter/", overview.programme_charter, name="programme-charter"),
    path("programme/stages/", overview.programme_stages, name="programme-stages"),
    path("programme/stages/stages.csv", overview.stages_csv, name="stages-csv"),
    path("programme/stages/stages.xlsx", overview.stages_xlsx, name="stages-xlsx"),
    path("programme/stages/elements/<slug:key>/", overview.judge_element, name="judge-element"),
    path("programme/stages/gates/<slug:phase>/", overview.close_gate, name="close-gate"),
    path("programme/champions/", leading.champions, name="champions"),
    path("programme/champions/<int:pk>/end/", leading.end_champion, name="end-champion"),
    path("programme/warnings/", leading.programme_warnings, name="programme-warnings"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/agenda.csv", agenda.agenda_csv, name="agenda-csv"),
    path("agenda/agenda.xlsx", agenda.agenda_xlsx, name="agenda-xlsx"),
    path("agenda/new/", agenda.new_item, name="new-item"),
    path("agenda/proposed/", agenda.propose_item, name="propose-item"),
    path("agenda/items/<int:number>/", agenda.agenda_item, name="agenda-item"),
    path("agenda/items/<int:number>/decide/", agenda.decide_item, name="decide-item"),
    path("agenda/items/<int:number>/withdraw/", agenda.withdraw_item, name="withdraw-item"),
    path("agenda/items/<int:number>/done/", agenda.item_done, name="item-done"),
    path("agenda/meetings/", meetings.plan_meeting, name="plan-meeting"),
    path("agenda/meetings/<int:number>/", meetings.meeting, name="meeting"),
    path("agenda/meetings/<int:number>/close/", meetings.close_meeting, name="close-meeting"),
    path("agenda/meetings/<int:number>/call-off/", meetings.call_off_meeting, name="call-off-meeting"),
    path("communication/", communication.communication, name="communication"),
    path("communication/communication.csv", communication.communication_csv, name="communication-csv"),
    path("communication/communication.xlsx", communication.communication_xlsx, name="communication-xlsx"),
    path("communication/tell/", communication.log_message, name="log-message"),
    path("communication/log/", communication.message_log, name="message-log"),
    path("communication/log/<int:number>/take-back/", communication.take_back, name="take-back"),
    path("communication/sites/", communication.sites, name="sites"),
    path("communication/sites/<int:pk>/", communication.change_site, name="change-site"),
]
