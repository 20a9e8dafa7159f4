"""Training the weights with splink, which nothing else imports: how often each level is met among the same and others.

Among others: pairs of people taken at random. Among the same: people whose entries carry one label; the labels of the
weights that are shipped come from an invented population, since nobody has labelled a real one yet.
"""

from pathlib import Path
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from slrt.lake.duplicates.model import LEVELS, comparisons

RANDOM_PAIRS = 2e7


def settings(**more: Any) -> dict[str, Any]:
    """What splink is told of the model."""
    return {"link_type": "dedupe_only", "unique_id_column_name": "n", "comparisons": comparisons(), **more}


def linker(link: duckdb.DuckDBPyConnection, told: dict[str, Any]) -> Linker:
    """splink over the table `person`."""
    return Linker(DuckDBAPI(connection=link).register("person"), told)


def train(link: duckdb.DuckDBPyConnection, labelled: Path, random_pairs: float = RANDOM_PAIRS) -> dict[str, Any]:
    """Weights from the prepared people and a file of `id, key`, where entries of one person have one key.

    For each comparison its levels in order, the last for "nothing of it holds": (m, u), the shares of pairs of the
    same person and of others who meet it.
    """
    link.execute("ALTER TABLE person ADD COLUMN label BIGINT")
    link.execute(
        "UPDATE person SET label = t.key FROM read_parquet($file) t WHERE t.id = person.id", {"file": str(labelled)}
    )
    found = linker(link, settings(probability_two_random_records_match=1e-7))
    found.training.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=1)
    found.training.estimate_m_from_label_column("label")
    return read(found.misc.save_model_to_json())


def read(saved: dict[str, Any]) -> dict[str, list[tuple[float, float]]]:
    """The weights out of a model that splink saved."""
    weights: dict[str, list[tuple[float, float]]] = {}
    for comparison in saved["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        name = comparison["output_column_name"]
        if len(levels) != len(LEVELS[name]) + 1:
            raise ValueError(f"splink kept {len(levels)} levels of {name}")
        weights[name] = [(level.get("m_probability", 1e-5), level.get("u_probability", 1e-8)) for level in levels]
    return weights
