"""The few places where the engines' SQL differs; everything else is written so that all of them read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """One engine. The patterns take SQL texts as `{0}` and `{1}`."""

    name: str
    division: str
    bits: str

    def divide(self, one: str, two: str) -> str:
        """Divide whole numbers, cutting toward zero as CEL does."""
        return self.division.format(one, two)

    def count_bits(self, mask: str) -> str:
        """Count the bits set in a 64-bit mask."""
        return self.bits.format(mask)


POSTGRESQL = Dialect("postgresql", "({0} / {1})", "length(replace(CAST(CAST({0} AS BIT(64)) AS TEXT), '0', ''))")
DUCKDB = Dialect("duckdb", "({0} // {1})", "bit_count({0})")
SPARK = Dialect("spark", "({0} div {1})", "bit_count({0})")
DIALECTS = {dialect.name: dialect for dialect in (POSTGRESQL, DUCKDB, SPARK)}
