"""The addresses of sponsors, visits, reports and calendars."""

from django.urls import path

from clave.sponsorship.views import calendars, notes, sponsors, visits

urlpatterns = [
    path("sponsors/", sponsors.sponsors, name="sponsors"),
    path("sponsors/sponsors.csv", sponsors.sponsors_csv, name="sponsors-csv"),
    path("sponsors/sponsors.xlsx", sponsors.sponsors_xlsx, name="sponsors-xlsx"),
    path("sponsors/visits.csv", sponsors.visits_csv, name="visits-csv"),
    path("sponsors/visits.xlsx", sponsors.visits_xlsx, name="visits-xlsx"),
    path("sponsors-proposed/", sponsors.propose_sponsors, name="propose-sponsors"),
    path("sponsors/<customer:code>/appoint/", sponsors.appoint_sponsor, name="appoint-sponsor"),
    path("sponsors/<customer:code>/rhythm/", sponsors.set_rhythm, name="set-rhythm"),
    path("sponsors/<customer:code>/visits/", visits.plan_visit, name="plan-visit"),
    path("sponsors/<customer:code>/", sponsors.sponsor, name="sponsor"),
    path("sponsorships/<int:pk>/end/", sponsors.end_sponsorship, name="end-sponsorship"),
    path("visits/", visits.visits, name="visits"),
    path("visits/<int:pk>/move/", visits.move_visit, name="move-visit"),
    path("visits/<int:pk>/call-off/", visits.call_off_visit, name="call-off-visit"),
    path("visits/<int:pk>/report/", visits.report_visit, name="report-visit"),
    path("visit-notes/<int:pk>/audience/", notes.change_audience, name="change-audience"),
    path("visit-notes/<int:pk>/turn/", notes.turn_sentence, name="turn-sentence"),
    path("follow-ups/", notes.follow_ups, name="follow-ups"),
    path("follow-ups/<int:pk>/done/", notes.finish_follow_up, name="finish-follow-up"),
    path("calendar/", calendars.calendar_address, name="calendar-address"),
    path("calendar/revoke/", calendars.revoke_calendar, name="revoke-calendar"),
    path("calendar/<str:word>.ics", calendars.calendar_file, name="calendar-file"),
]
