"""Names of people as keys for searching: one key for the many ways one Indonesian name is written.

A key is never shown and never decides that two people are the same; it only brings likely rows to a person's eyes.
"""

import re
import unicodedata

KEY_LENGTH = 120

TITLES = frozenset(
    {
        "bapak", "bpk", "pak", "bp", "ibu", "bu", "nyonya", "ny", "tuan", "tn", "sdr", "sdri", "saudara", "saudari",
        "nenek", "nek", "kakek", "kek", "mbah", "haji", "hajah", "h", "hj", "kh", "kyai", "kiai", "ustadz", "ustad",
        "dr", "drs", "dra", "ir", "prof", "alm", "almh", "almarhum", "almarhumah",
    }
)  # fmt: skip
"""Words before a name that are not part of it."""

LINKS = frozenset(["bin", "binti", "binte", "b", "bt"])
"""Words between a name and the father's name."""

DEGREES = re.compile(r",.*$|\b(s|m)\.\s?(pd|e|h|kom|sos|ag|si|t|kes|ap|ip|p)\b\.?(\s?i\b)?", re.IGNORECASE)

SPELLINGS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "s"), ("sy", "s"),
    ("ch", "h"), ("kh", "h"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("v", "f"), ("q", "k"), ("z", "s"),
)  # fmt: skip
"""Old (before 1972) and Arabic spellings with their plain twins: Soeharto, Djoko, Tjipto, Sjarif, Achmad."""

MUHAMAD = frozenset(["moh", "muh", "mohd", "muhd", "mhd", "md", "mohamad", "muhamad", "mohamed", "muhamed"])
"""Short forms of the commonest name."""

_NOT_LETTERS = re.compile(r"[^a-z0-9 ]+")
_DOUBLED = re.compile(r"([a-z])\1+")


def name_key(name: str) -> str:
    """The searching key of a name: lower case, no accents, titles or degrees, one spelling, single spaces.

    `Bapak H. Achmad bin Soeparno, S.Pd.` and `ahmad suparno` have the same key. A name made of titles alone keeps
    them.
    """
    plain = unicodedata.normalize("NFKD", DEGREES.sub(" ", name).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = _NOT_LETTERS.sub(" ", plain.replace("'", "").replace("\u2019", "")).split()
    kept = _without_titles(words)
    return " ".join(_spelled(word) for word in kept)[:KEY_LENGTH].strip()


def _without_titles(words: list[str]) -> list[str]:
    start = 0
    while start < len(words) and words[start] in TITLES:
        start += 1
    rest = words[start:] or words
    return [word for place, word in enumerate(rest) if place == 0 or word not in LINKS]


def _spelled(word: str) -> str:
    for old, new in SPELLINGS:
        word = word.replace(old, new)
    word = _DOUBLED.sub(r"\1", word)
    return "muhamad" if word in MUHAMAD else word
