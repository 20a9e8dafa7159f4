"""Writes docs/rules/handbook.md from the sentences that every engine is tried with."""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.spec.sentences import ANSWERS, ON, Chapter, Sentence, chapters, refused

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "handbook.md"
COMMAND = ".venv/bin/python -m tests.spec.handbook"
HEAD = f"""# The rule language by example

Each row is one sentence and the families of whom it is true, false or unknown on 15 January 2026. A fact that is not
shown is unknown; people stand in brackets, and what a family gets is in rupiah. The answers are written by hand in
`tests/spec/sentences.toml`, and `tests/spec/test_sentences.py` asks them of every engine: Python, PostgreSQL, DuckDB,
Spark and the browser. This page is made from that file: `{COMMAND}`.

How rules are written and published: `writing-rules.md`.
"""
REFUSED = """## What is refused for a whole region

These sentences are read and understood, and one family can be judged by them. But no query over millions of families
computes them, so a programme with such a rule is refused when it is published.

| Sentence | Reason |
|---|---|
"""


def page() -> str:
    parts = [HEAD, *map(chapter_text, chapters())]
    rows = [f"| {code(programme.versions[0].text)} | {reason} |" for programme, reason in refused()]
    return "\n".join(parts) + "\n" + REFUSED + "\n".join(rows) + "\n"


def chapter_text(chapter: Chapter) -> str:
    rows = [row(sentence) for sentence in chapter.sentences]
    head = "| Sentence | True | False | Unknown |\n|---|---|---|---|"
    return "\n".join([f"## {chapter.title}", "", chapter.text, "", head, *rows, ""])


def row(sentence: Sentence) -> str:
    cells = [said(sentence)]
    cells += ["<br>".join(family(one) for one in sentence.written.get(word, ())) for word in ANSWERS]
    return f"| {' | '.join(cells)} |"


def said(sentence: Sentence) -> str:
    parts = [code(sentence.text)]
    written = sentence.written
    if sentence.on != ON:
        parts.append(f"on {sentence.on}")
    if "flat" in written:
        parts.append(f"gives {written['flat']}" + " each" * (written.get("scope") == "member"))
    for who, amount, *most in written.get("each", ()):
        parts.append(f"{amount} for {code(who)}" + (f", at most {most[0]}" if most else ""))
    if "cap" in written:
        parts.append(f"at most {written['cap']} persons")
    return "<br>".join(parts)


def family(written: Mapping[str, Any]) -> str:
    own = facts((name, value) for name, value in written.items() if name not in ("members", "rupiah"))
    people = [f"[{facts(member.items())}]" for member in written.get("members", ())]
    text = " ".join([*([own] if own else []), *people]) or "nothing known"
    return text + (f" → {rupiah(written['rupiah'])}" if "rupiah" in written else "")


def facts(known: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{name}: {value_text(value)}" for name, value in known)


def value_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " and ".join(value) or "none"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def rupiah(amount: int | list[int]) -> str:
    return f"**{amount[0]} to {amount[1]}**" if isinstance(amount, list) else f"**{amount}**"


def code(text: str) -> str:
    """Rule text inside a table, where `|` would end the cell."""
    return f"`{text.replace('|', chr(92) + '|')}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
