"""What of two people is compared, level by level: the language splink is trained in, and that scoring reads back.

A level is (ground or "", condition); the first that holds counts. A ground is a key of `domain.duplicates.GROUNDS`.
"""

from typing import Any

RARE, MIDDLING = 20, 13
"""Bits of a whole name: fewer than one in a million, in eight thousand, have one as rare."""

LEAST = "least(bits_l, bits_r)"
PART = "(list_has_all(sounds_l, sounds_r) OR list_has_all(sounds_r, sounds_l))"
SLIPS = "damerau_levenshtein(core_l, core_r)"
CUT = "(least(length(core_l), length(core_r)) >= 4 AND (contains(core_l, core_r) OR contains(core_r, core_l)))"
KIN = (
    "((close_l = close_r AND least(close_bits_l, close_bits_r) >= {0})"
    " OR (mother_l = mother_r AND least(mother_bits_l, mother_bits_r) >= {0}))"
)

LEVELS: dict[str, list[tuple[str, str]]] = {
    "name": [
        ("name.same", f"core_l = core_r AND {LEAST} >= {RARE}"),
        ("name.same", f"core_l = core_r AND {LEAST} >= {MIDDLING}"),
        ("name.same", "core_l = core_r"),
        ("name.sounds", f"sound_l = sound_r AND {LEAST} >= {MIDDLING}"),
        ("name.sounds", "sound_l = sound_r"),
        ("name.like", f"{SLIPS} <= 1 AND length(core_l) >= 5 AND {LEAST} >= {MIDDLING}"),
        ("name.like", f"{SLIPS} <= 1 AND length(core_l) >= 4"),
        ("name.part", f"{PART} AND {LEAST} >= {MIDDLING}"),
        ("name.part", PART),
        ("name.like", f"{SLIPS} <= 2 AND length(core_l) >= 8"),
        ("name.part", CUT),
        ("name.like", "jaro_similarity(core_l, core_r) >= 0.85"),
        ("", "list_has_any(rare_l, rare_r)"),
    ],
    "birth": [
        ("born.same", "born_l = born_r AND NOT filled_l"),
        ("born.same", "born_l = born_r"),
        ("born.swapped", "year_l = year_r AND day_l = swapped_r"),
        ("born.year", "abs(year_l - year_r) = 1 AND day_l = day_r AND NOT filled_l"),
        ("born.near", "abs(born_l - born_r) <= 31"),
        ("born.near", "year_l = year_r AND (filled_l OR filled_r)"),
        ("", "abs(year_l - year_r) <= 1"),
    ],
    "sex": [("sex.same", "sex_l = sex_r")],
    "place": [
        ("area.village", "village_l = village_r"),
        ("area.district", "district_l = district_r"),
        ("area.regency", "regency_l = regency_r"),
    ],
    "kin": [
        ("kin.same", KIN.format(MIDDLING)),
        ("kin.same", KIN.format(0)),
        ("kin.like", "list_has_any(close_rare_l, close_rare_r) OR list_has_any(mother_rare_l, mother_rare_r)"),
    ],
}

UNKNOWN = {
    "name": "core_l IS NULL OR core_r IS NULL",
    "birth": "born_l IS NULL OR born_r IS NULL",
    "sex": "sex_l IS NULL OR sex_r IS NULL",
    "place": "regency_l IS NULL OR regency_r IS NULL",
    "kin": "(close_l IS NULL OR close_r IS NULL) AND (mother_l IS NULL OR mother_r IS NULL)",
}

ALIKE_FROM = len(LEVELS["name"]) - 1
"""Levels of the name before this one are alike enough for one person; the others never are, whatever else agrees."""


def comparisons() -> list[dict[str, Any]]:
    """The comparisons as splink takes them."""
    return [
        {
            "output_column_name": name,
            "comparison_levels": [
                {"sql_condition": UNKNOWN[name], "label_for_charts": "unknown", "is_null_level": True},
                *(
                    {"sql_condition": sql, "label_for_charts": f"{place} {ground}"}
                    for place, (ground, sql) in enumerate(levels)
                ),
                {"sql_condition": "ELSE", "label_for_charts": "else"},
            ],
        }
        for name, levels in LEVELS.items()
    ]
