"""The addresses of promises and of the Operations desk."""

from django.urls import path

from clave.promises.views import changing, desk, promises

urlpatterns = [
    path("promises/", promises.promises, name="promises"),
    path("promises/promises.csv", promises.promises_csv, name="promises-csv"),
    path("promises/promises.xlsx", promises.promises_xlsx, name="promises-xlsx"),
    path("promises/new/", promises.new_promise, name="new-promise"),
    path("promises/check/", promises.check_page, name="promise-check"),
    path("promises/<int:number>/", promises.promise, name="promise"),
    path("promises/<int:number>/change/", changing.change, name="change-promise"),
    path("promises/<int:number>/end/", changing.end, name="end-promise"),
    path("promises/<int:number>/answer/", promises.answer, name="answer-escalation"),
    path("desk/", desk.desk_page, name="desk"),
    path("desk/<int:number>/done/", desk.say_done, name="say-done"),
    path("desk/<int:number>/late/", desk.say_late, name="say-late"),
    path("desk/<int:number>/cannot/", desk.say_cannot, name="say-cannot"),
    path("desk/<int:number>/escalate/", desk.ask_champion, name="escalate"),
]
