"""The same rules by cel-expr-python (Google's C++ evaluator), family by family, on maps that are already built."""

from dataclasses import dataclass
from typing import Any

from cel_expr_python import cel

from match.ground import ASKED, ON, Snapshot
from match.records import completed, facts_of, sample
from match.timing import Measured, in_turn
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.evaluate import answer_of
from slrt.domain.rules.plan import Scope

SAMPLE = 500


@dataclass(frozen=True)
class Peer:
    """All rules compiled, and the families they are asked of."""

    env: Any
    rules: list[Any]
    families: list[dict[str, Any]]

    def answers(self) -> list[list[bool]]:
        """Judge every family by every rule."""
        found = []
        for data in self.families:
            activation = self.env.Activation(data)
            found.append([rule.eval(activation).value() for rule in self.rules])
        return found


def measure(snapshot: Snapshot, times: int) -> tuple[Measured, bool]:
    """Measure `cel`; tell whether its answers are those of our evaluator."""
    records = [completed(record) for record in sample(snapshot, SAMPLE)]
    views = []
    for record in records:
        family = family_view(record, ON)
        views.append((family, member_views(record, ON, family)))
    dyn = cel.Type.DYN
    holder = cel.Type.Map(cel.Type.STRING, dyn)
    env = cel.NewEnv(variables={"family": holder, "members": cel.Type.List(holder)})
    rules = [env.compile(_text(one.version)) for one in ASKED]
    families = [
        {
            "family": dict(facts_of(family, "family")),
            "members": [dict(facts_of(member, "member")) for member in members.values()],
        }
        for family, members in views
    ]
    peer = Peer(env, rules, families)
    ours = [[answer_of(one.version.plan, family, members, ON) for one in ASKED] for family, members in views]
    found = in_turn({"cel": peer.answers}, times)
    return found, found.found["cel"] == ours


def _text(version: Any) -> str:
    if version.scope is Scope.FAMILY:
        return str(version.text)
    return f"members.exists(m, {version.text})"
