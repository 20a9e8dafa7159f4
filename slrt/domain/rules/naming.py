"""How sentences call the members of a family."""

from collections.abc import Mapping, Sequence

from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.views import View
from slrt.domain.rules.words import AND, both, listed

NAMES_SHOWN = 2
"""Most members named in one sentence; the rest are counted."""


def named(labels: Sequence[str], views: Mapping[int, View], members: Sequence[int]) -> Bilingual:
    """Return members by name, with the age of one alone; `labels` are their given names, "" for nobody's."""
    names = [_name(labels, views, index, with_age=len(members) == 1) for index in members[:NAMES_SHOWN]]
    rest = len(members) - len(names)
    if rest:
        names.append(Bilingual(f"{rest} lainnya", f"{rest} more"))
    return listed(names, AND)


def _name(labels: Sequence[str], views: Mapping[int, View], index: int, *, with_age: bool) -> Bilingual:
    age = views[index].get("age") if with_age else None
    years = Bilingual(f" ({age} tahun)", f" ({age} years)") if isinstance(age, int) else Bilingual("", "")
    given = labels[index] if index < len(labels) else ""
    name = Bilingual(given, given) if given else Bilingual(f"anggota ke-{index + 1}", f"member {index + 1}")
    return both(lambda pick: pick(name) + pick(years))
