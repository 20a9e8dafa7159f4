"""The fact columns of families and people, made from the one vocabulary (`domain/rules/facts.csv`).

Every stored fact is a typed, nullable column; NULL is "unknown". Derived facts have no column; `receives` comes from
enrolments and `area_code` is the row's own.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from slrt.domain.rules.facts import Fact, Kind, catalogue

NOT_COLUMNS = {"area_code", "receives", "birth_date", "sex", "nik_status", "relation"}
"""Facts that the models declare by hand, or that other rows hold."""


def column(fact: Fact) -> "models.Field[Any, Any]":
    """The nullable column that stores `fact`."""
    makers: dict[Kind, type[models.Field[Any, Any]]] = {
        Kind.BOOL: models.BooleanField,
        Kind.INT: models.IntegerField,
        Kind.ENUM_INT: models.IntegerField,
        Kind.MONEY: models.BigIntegerField,
        Kind.DATE: models.DateField,
    }
    if fact.kind in makers:
        return makers[fact.kind](null=True)
    if fact.kind == Kind.SET:
        return ArrayField(models.CharField(max_length=32), null=True)
    return models.CharField(max_length=32, null=True)


def stored(entity: str) -> list[Fact]:
    """The facts of `entity` (family, member) that the registry's rows hold; each is a field of Family or Person,
    `relation` of Membership."""
    return [fact for fact in catalogue().stored(entity) if fact.name not in ("area_code", "receives")]


def fact_columns(entity: str) -> dict[str, "models.Field[Any, Any]"]:
    """Column name -> field, in catalogue order, without those declared by hand."""
    return {fact.name: column(fact) for fact in stored(entity) if fact.name not in NOT_COLUMNS}


def abstract_model(name: str, entity: str) -> type[models.Model]:
    """An abstract Django model with one column for each stored fact of `entity`."""
    meta = type("Meta", (), {"abstract": True, "app_label": "registry"})
    attributes: dict[str, object] = {"__module__": __name__, "Meta": meta, **fact_columns(entity)}
    return type(name, (models.Model,), attributes)
