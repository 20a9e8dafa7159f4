"""Facts as a rule sees them: derived ones computed, those that do not apply absent, the rest as stored."""

import datetime
from collections.abc import Callable, Mapping
from typing import Final

from slrt.domain.rules.facts import SEVERE_DOMAINS, Value


class Unknown:
    """The third truth value: not yet known. One instance, `UNKNOWN`; it has no truth of its own."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Refuse to be read as yes or no."""
        raise TypeError("an unknown value is neither true nor false")

    def __repr__(self) -> str:
        """Return the word used in messages."""
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Applies = Callable[[Mapping[str, object]], object]
"""A compiled applicability condition: True, False or UNKNOWN for the holders given by name."""


class View:
    """The facts of one family or member on one day.

    `base` is given for a supposed completion of a record: there, every fact that the record itself knows keeps
    that value ("where applicability is unknown, the fact stays as stored").
    """

    __slots__ = ("_base", "_cache", "_family", "_on", "_rules", "entity", "stored")

    def __init__(
        self,
        stored: Mapping[str, Value],
        on: datetime.date,
        rules: Mapping[str, tuple[Applies, Value]],
        *,
        family: "View | None" = None,
        base: "View | None" = None,
    ) -> None:
        self.stored = stored
        self.entity = "family" if family is None else "member"
        self._on = on
        self._rules = rules
        self._family = family or self
        self._base = base
        self._cache: dict[str, object] = {}

    def get(self, name: str) -> object:
        """Return the value of a fact, or UNKNOWN."""
        try:
            return self._cache[name]
        except KeyError:
            value = self._cache[name] = self._find(name)
            return value

    def suppose(self, facts: Mapping[str, Value], family: "View | None" = None) -> "View":
        """Return this view with some unknown facts filled in, for what-if reasoning about the same person."""
        base = self._base or self
        return View(
            {**self.stored, **facts},
            self._on,
            self._rules,
            family=family or (None if self.entity == "family" else self._family),
            base=base,
        )

    def _find(self, name: str) -> object:
        if name in self.stored:
            return self._applicable(name, self.stored[name])
        if name == "age":
            return self._age()
        if name == "has_severe_disability":
            return self._severe()
        if name == "presence":
            return "present"  # unknown presence counts as present and is not asked
        return self._applicable(name, UNKNOWN)

    def _applicable(self, name: str, value: object) -> object:
        rule = self._rules.get(name)
        if rule is None:
            return value
        if self._base is not None:
            known = self._base.get(name)
            if known is not UNKNOWN:
                return known
        applies, absent = rule
        holders = {"family": self._family, "member": self}
        return absent if applies(holders) is False else value

    def _age(self) -> object:
        born = self.get("birth_date")
        return age_on(born, self._on) if isinstance(born, datetime.date) else UNKNOWN

    def _severe(self) -> object:
        levels = [self.get(name) for name in SEVERE_DOMAINS]
        if any(level == "cannot" for level in levels):
            return True
        return UNKNOWN if any(level is UNKNOWN for level in levels) else False


def age_on(born: datetime.date, on: datetime.date) -> int:
    """Return completed years; somebody born on 29 February turns a year older on 1 March of common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
