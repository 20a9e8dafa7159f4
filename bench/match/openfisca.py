"""The same programmes in OpenFisca-core, two-valued as it is: from the same Parquet files to the same counts.

Facts come as small whole numbers, -1 where unknown, and every condition is written so that the unknown says no.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from match.ground import ASKED, Snapshot
from match.openfisca_rules import AMOUNTS, FAMILY_RULES, MEMBER_RULES
from match.totals import Total, Totals

PERIOD = "2025-11"
MOST = 31
PERSON = build_entity(key="person", plural="persons", label="Member", is_person=True)
FAMILY = build_entity(key="family", plural="families", label="Family", roles=[{"key": "member", "plural": "members"}])
OF_FAMILY = (
    "decile", "tenure", "land_proof", "has_second_house", "wall_damaged", "roof_damaged", "housing_aid_within_10y",
    "electricity_va", "registered", "disaster_affected", "toilet", "floor_area_m2", "n_members", "receives",
    "income_monthly",
)  # fmt: skip
OF_MEMBERS = (
    "nik_status", "has_birth_certificate", "age", "has_ktp", "orphan", "lost_livelihood", "chronic_disease",
    "has_severe_disability", "marital_status", "graduated_year", "has_business", "business_months", "has_bank_credit",
    "health_insurance", "in_school", "school_level", "is_pregnant",
)  # fmt: skip


def _variable(name: str, entity: Any, formula: Any = None, kind: type = int) -> type[Variable]:
    parts = {"value_type": kind, "entity": entity, "definition_period": periods.DateUnit.MONTH}
    if formula is not None:
        parts["formula"] = lambda entity, period: formula(_Reader(entity, period))
    return type(name, (Variable,), parts)


@dataclass(frozen=True)
class _Reader:
    """Reads other variables of the same entity by name; `count` and `any` ask the members of a family."""

    entity: Any
    period: Any

    def __getattr__(self, name: str) -> Any:
        return self.entity(name, self.period)

    def any(self, name: str) -> Any:
        """Whether some member meets a condition."""
        return self.entity.any(self.entity.members(name, self.period))

    def count(self, name: str) -> Any:
        """How many members meet a condition."""
        return self.entity.sum(self.entity.members(name, self.period))


def system() -> TaxBenefitSystem:
    """Return the programmes as variables."""
    made = TaxBenefitSystem([PERSON, FAMILY])
    for name in OF_MEMBERS:
        made.add_variable(_variable(f"{name}", PERSON))
    for name in OF_FAMILY:
        made.add_variable(_variable(name, FAMILY, kind=float if name == "income_monthly" else int))
    for name, formula in MEMBER_RULES.items():
        made.add_variable(_variable(name, PERSON, formula, bool))
    for name, formula in FAMILY_RULES.items():
        made.add_variable(_variable(name, FAMILY, formula, bool))
    for name, formula in AMOUNTS.items():
        made.add_variable(_variable(f"{name}_amount", FAMILY, formula))
    return made


@dataclass
class OpenFisca:
    """A system that is ready; `steps` are the seconds of the last pass."""

    snapshot: Snapshot
    system: TaxBenefitSystem = field(default_factory=system)
    steps: dict[str, float] = field(default_factory=dict)

    def totals(self) -> Totals:
        """Read, build a simulation as its own builder does, calculate and add up."""
        began = time.perf_counter()
        families, members = self._read()
        read = time.perf_counter()
        simulation = self._built(families, members)
        built = time.perf_counter()
        found = {one.programme.code: self._total(simulation, one.programme.code) for one in ASKED}
        self.steps = {"read": read - began, "build": built - read, "calculate": time.perf_counter() - built}
        return found

    def _read(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        folder = self.snapshot.folder
        families = pl.scan_parquet(folder / "*" / "families.parquet").filter(pl.col("n_members") <= MOST)
        # Those with more members are in no other pass either; a filter on members would only cost it time.
        members = pl.scan_parquet(folder / "*" / "members.parquet")
        return (
            families.select("family_id", *map(_number, OF_FAMILY)).collect(),
            members.select("family_id", *map(_number, OF_MEMBERS)).collect(),
        )

    def _built(self, families: pl.DataFrame, members: pl.DataFrame) -> Any:
        owner = members["family_id"].to_numpy()
        ids = families["family_id"].to_numpy()
        kept = np.isin(owner, ids)
        builder = SimulationBuilder()
        builder.create_entities(self.system)
        builder.declare_person_entity("person", np.arange(int(kept.sum())))
        group = builder.declare_entity("family", ids)
        builder.join_with_persons(group, owner[kept], np.zeros(int(kept.sum()), np.int64))
        simulation = builder.build(self.system)
        for name in OF_FAMILY:
            simulation.set_input(name, PERIOD, families[name].to_numpy())
        for name in OF_MEMBERS:
            simulation.set_input(name, PERIOD, members[name].to_numpy()[kept])
        return simulation

    def _total(self, simulation: Any, code: str) -> Total:
        yes = simulation.calculate(code, PERIOD)
        if code not in AMOUNTS:
            return Total(int(yes.sum()), None, None, None)
        money = int(np.where(yes, simulation.calculate(f"{code}_amount", PERIOD), 0).sum(dtype=np.int64))
        return Total(int(yes.sum()), None, money, money)


def _number(name: str) -> pl.Expr:
    number = pl.col(name).cast(pl.Int64) if name in ("receives", "income_monthly") else pl.col(name).cast(pl.Int32)
    return (
        number.fill_null(-1 if name != "receives" else 0)
        .cast(pl.Float32 if name == "income_monthly" else pl.Int32)
        .alias(name)
    )
