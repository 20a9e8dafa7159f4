"""The one search box: a NIK, a nomor KK, or a name with typing errors, within the actor's scope."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from slrt.domain.access import Actor, Permission
from slrt.domain.identity import numbers_in
from slrt.domain.names import name_key
from slrt.reads.registry.people import PersonLine, heads_with_kk, lines, people_with_niks
from slrt.store.registry.models import Person
from slrt.store.walls.context import acting

SHORTEST = 2
LONGEST = 200
"""More than this is no name; the rest of a pasted text is left out."""

NAME, NUMBER, NOTHING = "name", "number", "nothing"


@dataclass(frozen=True)
class SearchResults:
    """What was found. `kind` says how the text was read; `more` that the list was cut."""

    text: str
    kind: str
    people: tuple[PersonLine, ...] = ()
    more: bool = False


def looks_like_number(text: str) -> bool:
    """Whether a NIK or nomor KK stands anywhere in the text: such questions are counted, limited and never an address.

    However it is typed: grouped, in full-width digits, or with words around it.
    """
    return bool(numbers_in(text))


def search(actor: Actor, text: str, limit: int = 20) -> SearchResults:
    """People the actor may see who fit `text`, likest first; nobody for a role that reads no families.

    A number in the text is what is looked up, the first one if there are several; the words around it are not.
    """
    numbers = numbers_in(text)
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    if Permission.FAMILY_READ not in actor.permissions:
        return SearchResults(text, NOTHING)
    with acting(actor):
        if numbers:
            found = people_with_niks(actor, numbers[:1]).get(numbers[0]) or heads_with_kk(actor, numbers[0])
            return SearchResults(text, NUMBER, tuple(found))
        key = name_key(text)
        if len(key) < SHORTEST:
            return SearchResults(text, NOTHING)
        scores = _by_name(key, limit + 1)
        return _named(actor, text, scores, limit)


def _named(actor: Actor, text: str, scores: dict[UUID, float], limit: int) -> SearchResults:
    people = {person.id: person for person in Person.objects.visible_to(actor).filter(id__in=scores)}
    best = sorted(people, key=lambda each: (-scores[each], people[each].name, str(each)))
    shown = lines(actor, [people[each] for each in best[:limit]])
    return SearchResults(text, NAME, tuple(shown), more=len(best) > limit)


def _by_name(key: str, limit: int) -> dict[UUID, float]:
    """Scores by person from the owner-defined function, which repeats the scope itself (see its migration)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, score FROM registry_search_names(%s, %s)", [key, limit])
        scores: dict[UUID, float] = {}
        for person_id, score in cursor.fetchall():
            scores[person_id] = max(score, scores.get(person_id, score))
    return scores
