"""Every field in which a value about a person can stand is declared, or is known to speak of things alone."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.db import models

from clave.personal_data.declared import HOLDINGS, SENTENCES

SAYS_SOMETHING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.GenericIPAddressField,
    models.FileField,
)
OF_THINGS = frozenset(Path(__file__).with_name("names_of_things.txt").read_text(encoding="ascii").split())
"""Names of fields that hold codes, states, figures or names of things wherever they stand."""
BY_ITSELF = {"access.Entry", "access.PersonalValues", "access.ChainHead", "personal_data.Erasure"}
"""The history, which keeps personal values beside its chain, and the record of erasures, which has none."""
NAMES_OF_THINGS = {
    "programme.Site.name",
    "people.Skill.name",
    "company.Function.name",
    "programme.PackTemplate.content",
    "webhooks.Subscription.events",
    "webhooks.Subscription.stopped_why",
    "webhooks.Delivery.message",
    "webhooks.Delivery.subject_type",
    "webhooks.Delivery.subject_id",
    "webhooks.Delivery.error",
    "connectors.Connector.program",
    "connectors.Connector.brings",
    "connectors.Connector.database",
    "connectors.Connector.sealed_secret",
    "connectors.Connector.secret_variable",
    "connectors.Connector.query",
    "connectors.Connector.changed_column",
    "connectors.Connector.rhythm",
    "connectors.ConnectorRun.since",
    "connectors.ConnectorRun.upto",
    "connectors.ConnectorRun.problem",
}


def test_no_field_is_undeclared_in_which_somebody_could_be_named() -> None:
    declared = {f"{each.model._meta.label}.{name}" for each in (*HOLDINGS, *SENTENCES) for name in each.fields}
    undeclared = [
        name
        for model in apps.get_models()
        if model.__module__.startswith("clave.") and model._meta.label not in BY_ITSELF
        for field in model._meta.concrete_fields
        if isinstance(field, SAYS_SOMETHING) and not field.choices and not isinstance(field, models.GeneratedField)
        if (name := f"{model._meta.label}.{field.name}") not in declared | NAMES_OF_THINGS
        and field.name not in OF_THINGS
    ]
    assert undeclared == [], "declare them in the module `personal` of their app: a Holding, or Sentences"


def test_every_table_of_others_that_hangs_on_a_user_is_declared() -> None:
    user, declared = apps.get_model("access.User"), {each.model for each in HOLDINGS}
    hanging = {relation.related_model for relation in user._meta.related_objects}
    assert [model._meta.label for model in hanging - declared if not model.__module__.startswith("clave.")] == []


def test_every_declaration_names_fields_that_are_there() -> None:
    assert len(HOLDINGS) > 20
    for each in (*HOLDINGS, *SENTENCES):
        assert all(each.model._meta.get_field(name) for name in each.fields)


def test_a_name_that_no_field_bears_any_more_leaves_the_list() -> None:
    borne = {field.name for model in apps.get_models() for field in model._meta.concrete_fields}
    assert OF_THINGS - borne == set()
