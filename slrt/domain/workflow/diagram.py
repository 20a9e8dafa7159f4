"""A transition table as a page of Markdown: a Mermaid diagram, and the same as a list to read."""

from slrt.domain.access import ROLES
from slrt.domain.workflow.deadlines import Promise, promise
from slrt.domain.workflow.machine import Machine, Relation, Step

_RELATIONS = {
    Relation.IN_AREA: "in the area",
    Relation.OWN_AREA: "posted in exactly this area",
    Relation.NOT_HANDLER: "in the area, never who handled it",
    Relation.RECEIVER: "at the receiving organisation",
    Relation.SYSTEM: "the system itself",
}


def page(machine: Machine) -> str:
    """The whole page, ending with a newline. Made by `slrt states`; a test keeps it equal to the table."""
    lines = [
        f"# States of a {machine.name}",
        "",
        "Made from the transition table by `slrt states`; do not edit.",
        "",
        "```mermaid",
        *_diagram(machine),
        "```",
        "",
        *_state_table(machine),
        "",
        *_step_table(machine),
    ]
    return "\n".join(lines) + "\n"


def _diagram(machine: Machine) -> list[str]:
    lines = ["stateDiagram-v2", f"    [*] --> {machine.first}"]
    for step in machine.steps:
        if step.target is not None:
            lines += [f"    {source} --> {step.target}: {step.verb}" for source in step.sources]
    return [*lines, *(f"    {code} --> [*]" for code in machine.states if code in machine.ended)]


def _state_table(machine: Machine) -> list[str]:
    lines = ["| State | Indonesian | English | Whose turn | Deadline |", "|---|---|---|---|---|"]
    for code, state in machine.states.items():
        turn = "ended" if state.ended else state.owner.value
        promised = _promised(promise(machine.name, code))
        lines.append(f"| `{code}` | {state.label_id} | {state.label_en} | {turn} | {promised} |")
    return lines


def _promised(found: Promise | None) -> str:
    if found is None:
        return ""
    urgent = f", {found.urgent_hours} h when urgent" if found.urgent_hours is not None else ""
    return f"{found.kind}: {found.working_days} working days{urgent} ({found.confidence})"


def _step_table(machine: Machine) -> list[str]:
    lines = ["| Verb | From | To | Needs | Who | Roles |", "|---|---|---|---|---|---|"]
    return [*lines, *(_step_row(step) for step in machine.steps)]


def _step_row(step: Step) -> str:
    sources = ", ".join(f"`{source}`" for source in step.sources)
    target = f"`{step.target}`" if step.target else "(stays)"
    needs = ", ".join(f"`{name}`" for name in step.needs)
    return f"| `{step.verb}` | {sources} | {target} | {needs} | {_RELATIONS[step.relation]} | {_roles(step)} |"


def _roles(step: Step) -> str:
    if step.relation is Relation.SYSTEM:
        return ""
    return ", ".join(code for code, role in ROLES.items() if step.permission in role.permissions and code != "system")
