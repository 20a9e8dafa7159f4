"""Rule text to nodes: CEL, parsed and type-checked by the official checker, then by our own vocabulary.

A fault is a `RuleError` with line, column (both from 1) and, where one can be given, a suggestion.
"""

import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cel.expr import checked_pb2
from cel_expr_python import cel
from google.protobuf import any_pb2
from google.protobuf.message import DecodeError

from slrt.domain.rules.facts import catalogue, close_match
from slrt.domain.rules.literals import check_literals
from slrt.domain.rules.nodes import FUNCTIONS, MacroKind, Node, Place
from slrt.domain.rules.problems import RuleError
from slrt.domain.rules.reading import Reading
from slrt.domain.rules.vocabulary import MESSAGES, environment, variable_types

TEXT_LIMIT = 10_000
"""Longest rule accepted, in characters: a rule nobody can read is refused before it is parsed."""

_ISSUE = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_EXPECTING = re.compile(r" expecting \{.*\}")
_FIELD = re.compile(r"undefined field '(\w+)' not found in struct 'slrt\.(\w+)'")
_REFERENCE = re.compile(r"undeclared reference to '([\w.]+)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']+)' applied to '\(?(.*?)\)?'")


@dataclass(frozen=True, slots=True)
class Language:
    """CEL with a set of variables; `result` is the type a text must have, or None for any."""

    checker: cel.Env
    variables: tuple[str, ...]
    result: str | None = "BOOL"

    def nodes(self, text: str, programme_codes: Collection[str] = ()) -> Node:
        """Read a rule text; raises RuleError. `programme_codes` widen what `family.receives` may hold."""
        if len(text) > TEXT_LIMIT:
            raise RuleError(Place(1, 1), f"the rule has {len(text)} characters; at most {TEXT_LIMIT}")
        checked = self._checked(text)
        node = Reading(checked, text).node(checked.expr)
        check_literals(node, frozenset(programme_codes))
        return node

    def _checked(self, text: str) -> checked_pb2.CheckedExpr:
        try:
            expression = self.checker.compile(text)
        except RuntimeError as error:
            raise self._explained(str(error)) from error
        if self.result is not None and expression.return_type().name() != self.result:
            found = expression.return_type().name().lower()
            raise RuleError(Place(1, 1), f"the rule must be true or false, but its value is {found}")
        wrapped, checked = any_pb2.Any(), checked_pb2.CheckedExpr()
        try:
            wrapped.ParseFromString(expression.serialize())
            wrapped.Unpack(checked)
        except DecodeError as error:
            raise RuleError(Place(1, 1), "the rule is nested too deeply") from error
        return checked

    def _explained(self, message: str) -> RuleError:
        if "recursion" in message:
            return RuleError(Place(1, 1), "the rule is nested too deeply; at most 32 levels")
        found = _ISSUE.search(message)
        if found is None:
            return RuleError(Place(1, 1), message)
        line, column, said = int(found[1]), int(found[2]), found[3]
        said = said.removesuffix(" [INVALID_ARGUMENT]")
        return RuleError(Place(line, column), *self._advice(_EXPECTING.sub("", said)))

    def _advice(self, said: str) -> tuple[str, str]:
        if field := _FIELD.search(said):
            return _unknown_fact(field[2].lower(), field[1])
        if reference := _REFERENCE.search(said):
            return self._unknown_name(reference[1])
        if overload := _OVERLOAD.search(said):
            return _wrong_types(overload[1].strip("_@"), overload[2])
        return said, ""

    def _unknown_name(self, name: str) -> tuple[str, str]:
        if name in FUNCTIONS:
            return f"{name} stands after what it is asked of", f"write value.{name}(...)"
        known = (*self.variables, *FUNCTIONS, *MacroKind)
        near = close_match(name.partition(".")[0], known)
        advice = f"did you mean {near}?" if near else f"a rule may read {', '.join(self.variables)}"
        return f"unknown name {name}", advice


def _unknown_fact(entity: str, name: str) -> tuple[str, str]:
    facts = catalogue()
    other = "member" if entity == "family" else "family"
    if f"{other}.{name}" in facts.facts:
        where = "members.exists(m, m." + name + " ...)" if other == "member" else f"family.{name}"
        return f"{name} is a fact of a {other}, not of a {entity}", f"write {where}"
    near = close_match(name, (fact.name for fact in facts.of(entity)))
    return f"unknown fact {entity}.{name}", f"did you mean {near}?" if near else "see the list of facts"


def _wrong_types(function: str, types: str) -> tuple[str, str]:
    shown = types.replace("google.protobuf.Timestamp", "date")
    for entity, message in MESSAGES.items():
        shown = shown.replace(message, f"a {entity}")
    if function == "sum":
        return f"sum cannot be used on ({shown})", "add whole numbers: members.map(m, m.wage_monthly).sum()"
    if function in FUNCTIONS:
        return f"{function} cannot be used on ({shown})", "look up the type of the fact"
    return f"{function} cannot join ({shown})", "both sides must have the same type, and one that fits the sign"


@functools.cache
def language(*variables: str) -> Language:
    """Return the language with these variables of the vocabulary (`family`, `members`, `m`, `member`, `on`)."""
    types = variable_types()
    return Language(environment({name: types[name] for name in variables}), variables)


def plain_language(variables: Mapping[str, cel.Type]) -> Language:
    """Return CEL with other variables and any result type, as the conformance cases need."""
    return Language(environment(variables), tuple(variables), result=None)
