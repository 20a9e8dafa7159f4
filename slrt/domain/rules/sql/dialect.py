"""The few places where the engines' SQL differs; everything else is written so that all of them read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """One engine. The patterns take SQL texts as `{0}` and `{1}`; `joining` is a hint about table `{0}`."""

    name: str
    division: str
    bits: str
    in_order: str
    joining: str = ""

    def divide(self, one: str, two: str) -> str:
        """Divide whole numbers, cutting toward zero as CEL does."""
        return self.division.format(one, two)

    def sorted_text(self, number: str) -> str:
        """Collect the numbers of a group in rising order, as text with commas between."""
        return self.in_order.format(number)

    def count_bits(self, mask: str) -> str:
        """Count the bits set in a 64-bit mask."""
        return self.bits.format(mask)

    def looked_up(self, table: str) -> str:
        """Ask, after SELECT, that the rows of a join are found by looking them up in a table: nothing is sorted."""
        return self.joining.format(table)


POSTGRESQL = Dialect(
    "postgresql",
    "({0} / {1})",
    "length(replace(CAST(CAST({0} AS BIT(64)) AS TEXT), '0', ''))",
    "string_agg(CAST({0} AS TEXT), ',' ORDER BY {0})",
)
DUCKDB = Dialect("duckdb", "({0} // {1})", "bit_count({0})", "string_agg(CAST({0} AS VARCHAR), ',' ORDER BY {0})")
SPARK = Dialect(
    "spark",
    "({0} div {1})",
    "bit_count({0})",
    "concat_ws(',', sort_array(collect_list({0})))",
    "/*+ SHUFFLE_HASH({0}) */ ",
)
