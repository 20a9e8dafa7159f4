"""Every measure as rows of the table."""

import statistics
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from match import cel_peer, column_pass, compiling, hand, one_family, raw_pass, totals, whatif
from match import nation as alone
from match.ground import ASKED, Snapshot
from match.openfisca import OpenFisca
from match.table import Row
from match.timing import Measured, in_turn
from match.totals import Totals
from slrt.lake.match.duck import duck

COUNT = len(ASKED)


class Unavailable(Exception):
    """What keeps a measure from being taken."""


def versions() -> str:
    """Return the releases of the peers."""
    names = ("openfisca-core", "cel-expr-python", "pyspark", "numpy")
    return ", ".join(f"{name} {version(name)}" for name in names)


def compare(what: str, difference: str) -> None:
    """End the run where two sides that mean the same differ."""
    if difference:
        raise SystemExit(f"{what} differ: {difference}")


# -- one million families ---------------------------------------------------------------------------------


def compiled(snapshot: Snapshot, times: int) -> list[Row]:
    """Compile and plan."""
    found = compiling.measure(snapshot, max(times, 5))
    scale = 1000 * compiling.TWENTY / COUNT
    wall, cpu = (sum(each.values()) * scale for each in (found.wall, found.cpu))
    note = (
        f"{COUNT} programmes: compile {found.wall['compile'] * 1000:.0f} ms, plan {found.wall['plan'] * 1000:.0f} ms; "
        f"scaled to {compiling.TWENTY} programmes in proportion"
    )
    return [Row("08", "compile + plan, 20 programmes", wall, 100, unit="ms", note=note, times=found.times, cpu=cpu)]


def one(snapshot: Snapshot, times: int) -> list[Row]:
    """One family."""
    python = one_family.python(snapshot)
    found = one_family.postgresql(snapshot)
    compare("verdicts of PostgreSQL and of the evaluator", "" if found.same else "see tests/agree")
    words = "fact views under row-level security"
    title = "one family, all programmes,"
    return [
        _milliseconds("09a", f"{title} Python evaluator", python, 5, "reasons and open questions included"),
        _milliseconds("09b", f"{title} PostgreSQL, statement prepared by the connection", found.prepared, 20, words),
        _milliseconds("09c", f"{title} PostgreSQL, planned anew each time", found.planned, 20, words),
    ]


def _milliseconds(key: str, measure: str, found: list[float], bar: float, words: str) -> Row:
    p95 = found[int(len(found) * 0.95)]
    note = f"median of {len(found)} families, each the quickest of {one_family.TRIES}; p95 {p95:.1f} ms; {words}"
    among = one_family.SAMPLE if key == "09a" else one_family.AMONG
    return Row(
        key, measure, statistics.median(found), bar, unit="ms", note=note, families=among, times=one_family.TRIES
    )


def raw(snapshot: Snapshot, times: int) -> list[Row]:
    """The compiled query against SQL by hand."""
    found = raw_pass.measure(snapshot, times)
    for way in ("packed", "flags", "filtered"):
        compare(f"compiled and {way}", totals.same(found.found["compiled"], found.found[way]))
    best = min(("packed", "flags"), key=found.wall.__getitem__)
    rows = [
        ("01a", "compiled raw pass / best SQL by hand", best, 1.05, ""),
        ("01b", "compiled raw pass / naive COUNT FILTER, three-valued", "filtered", 0.70, ""),
        ("02", "three-valued (compiled) / two-valued by hand", "two_valued", 1.10, _more(found)),
    ]
    return [
        _ratio(key, words, found, ("compiled", other), bar, note, snapshot) for key, words, other, bar, note in rows
    ]


def _more(found: Measured) -> str:
    """Tell what two values lose: families called not eligible of whom it is not known."""
    families = max(total.yes + total.no for total in found.found["compiled"].values())  # one rule asks nothing unknown
    unknown = {code: families - total.yes - total.no for code, total in found.found["compiled"].items()}
    code = max(unknown, key=unknown.__getitem__)
    return f"two values call {unknown[code]:,} families not eligible for {code} of whom it is unknown"


def _ratio(  # noqa: PLR0913 - one argument for each part of a row
    key: str, words: str, found: Measured, sides: tuple[str, str], bar: float, note: str, snapshot: Snapshot,
    *, at_least: bool = False, promised: bool = True,
) -> Row:  # fmt: skip
    """Return the row of two sides; `at_least` where the second should be faster."""
    first, second = sides
    said = f"{first} {found.wall[first]:.2f} s, {second} {found.wall[second]:.2f} s{'; ' if note else ''}{note}"
    cpu = None if first == "spark" else found.cpu_ratio(*sides)  # its work is another process
    families = snapshot.manifest.families
    ratio = found.ratio(*sides)
    return Row(
        key, words, ratio, bar, at_least, note=said, families=families, times=found.times, cpu=cpu, promised=promised
    )


def openfisca(snapshot: Snapshot, times: int) -> list[Row]:
    """OpenFisca-core against our passes."""
    column_pass.make_counts(snapshot)
    peer = OpenFisca(snapshot)
    query = hand.query("two_valued", snapshot)
    two = hand.read("two_valued", raw_pass.connected().execute(query).fetchall()[0])
    found = _passes(snapshot, times, {"openfisca": peer.totals})
    compare("openfisca and two-valued SQL", totals.same(found.found["openfisca"], two, two_valued=True))
    steps = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in peer.steps.items())
    rows = [
        ("05a", "OpenFisca-core / raw pass", "raw", 4, f"OpenFisca's last turn: {steps}"),
        ("05b", "OpenFisca-core / facts pass", "facts", 10, ""),
    ]
    return [
        _ratio(key, words, found, ("openfisca", side), bar, note, snapshot, at_least=True)
        for key, words, side, bar, note in rows
    ]


def _passes(snapshot: Snapshot, times: int, more: dict[str, Callable[[], Totals]], *, exact: bool = False) -> Measured:
    with TemporaryDirectory() as spill, duck(Path(spill)) as connection:
        sides = dict(more)
        for engine in ("raw", "facts"):
            sides[engine] = column_pass.prepared(snapshot, engine, connection, exact=exact).totals
        found = in_turn(sides, times)
    compare("raw and facts", totals.same(found.found["raw"], found.found["facts"]))
    return found


def cel(snapshot: Snapshot, times: int) -> list[Row]:
    """cel-expr-python, per family and programme."""
    peer, same = cel_peer.measure(snapshot, times)
    compare("answers of cel-expr-python and of the evaluator", "" if same else "see tests/agree")
    with TemporaryDirectory() as spill, duck(Path(spill)) as connection:
        ours = in_turn({"raw": column_pass.prepared(snapshot, "raw", connection, exact=False).totals}, times)
    families = snapshot.manifest.families
    theirs, own = (peer.wall["cel"] / cel_peer.SAMPLE / COUNT * 1e6, ours.wall["raw"] / families / COUNT * 1e6)
    note = f"{theirs:.2f} us for one family and programme, maps already built; ours {own:.4f} us from Parquet to counts"
    cpu = peer.cpu["cel"] / cel_peer.SAMPLE / (ours.cpu["raw"] / families)
    words = "cel-expr-python / raw pass, per family and programme"
    return [Row("06", words, theirs / own, 100, True, note=note, families=families, times=times, cpu=cpu)]


def spark(snapshot: Snapshot, times: int) -> list[Row]:
    """Spark on this machine."""
    try:
        from match import spark_pass  # noqa: PLC0415 - not every machine has it
    except ModuleNotFoundError as error:
        raise Unavailable(f"{error.name} is not installed") from error
    cold, found = spark_pass.measure(snapshot, times)
    compare("spark and duckdb", totals.same(found.found["spark"], found.found["duckdb"]))
    note = f"Spark warmed up in {spark_pass.WARM + 2} turns; its second turn took {cold.wall['spark']:.2f} s"
    return [_ratio("11", "Spark local / DuckDB, same SQL", found, ("spark", "duckdb"), 1.5, note, snapshot)]


# -- ten million families ---------------------------------------------------------------------------------


def passes(snapshot: Snapshot, times: int) -> list[Row]:
    """Passes over columns against DuckDB."""
    column_pass.make_counts(snapshot)
    query, connection = hand.query("flags", snapshot), raw_pass.connected()
    by_hand = {"duckdb": lambda: hand.read("flags", connection.execute(query).fetchall()[0])}
    found = _passes(snapshot, times, by_hand)
    whole = totals.added(found.found["duckdb"], raw_pass.of_large(snapshot))
    compare("duckdb and raw", totals.same(whole, found.found["raw"]))
    peaks = {engine: column_pass.peak_alone(snapshot, engine) for engine in ("facts", "raw")}
    families = snapshot.manifest.families
    memory = Row("03b", "facts pass, most memory in a process of its own", peaks["facts"], 1024, unit="MiB",
                 families=families, times=1)  # fmt: skip
    raws = f"raw alone: {peaks['raw']:,} MiB"
    return [
        _ratio(
            "03a", "DuckDB packed by hand / facts pass", found, ("duckdb", "facts"), 10, "", snapshot, at_least=True
        ),
        memory,
        _ratio(
            "04", "DuckDB packed by hand / fastest raw pass", found, ("duckdb", "raw"), 3, raws, snapshot, at_least=True
        ),
    ]


def exact(snapshot: Snapshot, times: int) -> list[Row]:
    """The same with the least and greatest money of every family in doubt, which no SQL of one query gives."""
    column_pass.make_counts(snapshot)
    found = _passes(snapshot, times, {}, exact=True)
    words = "raw pass / facts pass, both with exact bounds of money in doubt"
    return [_ratio("04x", words, found, ("raw", "facts"), 1, "", snapshot, promised=False)]


def what_if(snapshot: Snapshot, times: int) -> list[Row]:
    """What a change of PKH's limit comes to."""
    found, same = whatif.measure(snapshot, max(times, 5))
    compare("what-if and the full pass", "" if same else "PKH")
    note = f"PKH, decile of 4 changed to another each time; {len(snapshot.manifest.kabupaten)} kabupaten"
    families = snapshot.manifest.families

    def row(key: str, words: str, side: str, bar: float) -> Row:
        wall, cpu = found.wall[side] * 1000, found.cpu[side] * 1000
        return Row(key, words, wall, bar, unit="ms", note=note, families=families, times=found.times, cpu=cpu)

    size = f"{families / 1e6:g} M"
    return [
        row(f"07a {families:010}", f"what-if, all of {size} families together", "national", 100),
        row(f"07b {families:010}", f"what-if, {size} families by kabupaten", "by kabupaten", 1000),
    ]


# -- the nation -------------------------------------------------------------------------------------------


def matched_alone(snapshot: Snapshot) -> alone.Run:
    """`slrt match` in a process of its own."""
    return alone.measure(snapshot, "raw")


def nation(small: alone.Run, large: alone.Run) -> list[Row]:
    """28 million families against one million."""
    note = f"finished in {large.seconds:.0f} s ({large.microseconds:.1f} us for a family; verdicts and summary written)"
    growth = large.microseconds / small.microseconds
    return [
        Row("10a", "28 M families, most memory of slrt match", large.peak, 3072, unit="MiB", note=note,
            families=large.families, times=1),
        Row("10b", "time for a family, 28 M / 1 M", growth, 1.25, note=f"1 M: {small.microseconds:.1f} us, "
            f"{small.peak:,} MiB", families=large.families, times=1),
    ]  # fmt: skip


USUAL = {
    "compile": compiled,
    "one": one,
    "raw": raw,
    "openfisca": openfisca,
    "cel": cel,
    "whatif": what_if,
    "spark": spark,
}
LARGE = {"passes": passes, "exact": exact, "whatif": what_if}
