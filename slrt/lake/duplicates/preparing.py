"""From the file of people to the tables compared: sounds of names, how rare they are, parts of dates and codes."""

from pathlib import Path

import duckdb
import pyarrow as pa

from slrt.domain.duplicates import core, sounds

KEYS = """
SELECT DISTINCT key FROM (
    SELECT name_key AS key FROM read_parquet($file) UNION ALL
    SELECT close_key FROM read_parquet($file) UNION ALL
    SELECT mother_key FROM read_parquet($file)
) WHERE key IS NOT NULL
"""

SHARES = """
CREATE TABLE share AS
SELECT word, -log2((count(*) + 1) / ((SELECT count(*) FROM read_parquet($file)) + 2)) AS bits
FROM (SELECT unnest(k.sounds) AS word FROM read_parquet($file) p JOIN spelled k ON k.key = p.name_key)
GROUP BY word
"""
"""How much a word of a name says, in bits: one for a word that half of all people have."""

NAMES = """
CREATE TABLE name AS
SELECT k.key, k.core, k.sounds, array_to_string(k.sounds, ' ') AS sound, b.bits, b.rare
FROM spelled k JOIN (
    SELECT key, coalesce(sum(s.bits), 20)::FLOAT AS bits,
           list_sort(coalesce(list(s.word) FILTER (s.bits >= $rare), [])) AS rare
    FROM (SELECT key, unnest(sounds) AS word FROM spelled) w LEFT JOIN share s USING (word)
    GROUP BY key
) b USING (key)
"""

RARE_BITS = 7.0
"""A word that fewer than one in 128 have tells people apart."""

PEOPLE = """
CREATE TABLE person AS
SELECT (row_number() OVER ())::INTEGER AS n, p.id,
       k.core, k.sounds, k.sound, k.bits, k.rare,
       p.birth_date AS born, year(p.birth_date)::SMALLINT AS year,
       (month(p.birth_date) * 100 + day(p.birth_date))::SMALLINT AS day,
       (day(p.birth_date) * 100 + month(p.birth_date))::SMALLINT AS swapped,
       coalesce(month(p.birth_date) * 100 + day(p.birth_date) IN (101, 1231), false) AS filled,
       CASE p.sex WHEN 'male' THEN 1 WHEN 'female' THEN 2 END::TINYINT AS sex,
       (CASE WHEN length(p.area_code) >= 13 THEN hash(p.area_code) END) AS village,
       (CASE WHEN length(p.area_code) >= 8 THEN hash(left(p.area_code, 8)) END) AS district,
       (CASE WHEN length(p.area_code) >= 5 THEN hash(left(p.area_code, 5)) END) AS regency,
       (CASE WHEN p.family IS NOT NULL THEN hash(p.family) END) AS family,
       c.sound AS close, c.bits AS close_bits, c.rare AS close_rare,
       m.sound AS mother, m.bits AS mother_bits, m.rare AS mother_rare,
       p.nik, p.former_niks AS former
FROM read_parquet($file) p
JOIN name k ON k.key = p.name_key
LEFT JOIN name c ON c.key = p.close_key
LEFT JOIN name m ON m.key = p.mother_key
"""

WORDS = """
CREATE TABLE word AS
SELECT n, unnest(sounds) AS word, list_contains(rare, word) AS rare, born, year, day, swapped, filled, village,
       district, regency, close
FROM person
"""


def connect(memory: str = "900MB", threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that keeps within so much of it and writes the rest to disk."""
    link = duckdb.connect(":memory:")
    link.execute(f"SET memory_limit = '{memory}'; SET threads = {threads}; SET preserve_insertion_order = false")
    return link


def prepare(link: duckdb.DuckDBPyConnection, file: Path) -> int:
    """Make the tables `person` and `word` from a file in the columns of `columns.PEOPLE`; says how many people."""
    given = {"file": str(file)}
    keys = [key for (key,) in link.execute(KEYS, given).fetchall()]
    spelled = pa.table(
        {"key": keys, "core": [core(key) for key in keys], "sounds": [sounds(key) for key in keys]},
        schema=pa.schema([("key", pa.string()), ("core", pa.string()), ("sounds", pa.list_(pa.string()))]),
    )
    link.register("spelled", spelled)
    link.execute(SHARES, given)
    link.execute(NAMES, {"rare": RARE_BITS})
    link.execute(PEOPLE, given)
    link.unregister("spelled")
    link.execute(WORDS)
    row = link.execute("SELECT count(*) FROM person").fetchone()
    return int(row[0]) if row else 0
