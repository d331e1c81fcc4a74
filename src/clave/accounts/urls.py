"""The addresses of the key account workspace."""

from django.urls import URLPattern, URLResolver, path

from clave.accounts.views import relationship, relationships

urlpatterns: list[URLPattern | URLResolver] = [
    path("key-accounts/<customer:code>/relationships/", relationships.relationships, name="relationships"),
    path("key-accounts/<customer:code>/relationships/new/", relationships.add_person, name="add-relationship"),
    path("exports/relationships/<customer:code>/", relationships.relationships_export, name="relationships-export"),
    path("relationships/<int:pk>/", relationship.relationship, name="relationship"),
    path("relationships/<int:pk>/place/", relationship.place_person, name="place-relationship"),
    path("relationships/<int:pk>/stance/", relationship.say_stance, name="say-stance"),
    path("relationships/<int:pk>/tie/", relationship.say_tie, name="say-tie"),
    path("relationships/<int:pk>/touch/", relationship.log_touch, name="log-touch"),
    path("relationships/<int:pk>/erase/", relationship.erase_person, name="erase-relationship"),
]
