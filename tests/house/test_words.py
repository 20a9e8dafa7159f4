"""One concept, one word: the glossary is complete, and its banned synonyms stay out of the code."""

import ast
import re

from tests.house.tree import ROOT, files, name, product

GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")


def banned() -> set[str]:
    section = GLOSSARY.split("## Banned")[1]
    return set(re.findall(r"^- `([a-z_]+)`", section, re.M))


def identifiers(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def test_the_glossary_bans_something() -> None:
    assert {"grievance", "wilayah", "keluhan"} <= banned()


def test_no_identifier_uses_a_banned_synonym() -> None:
    words = banned()
    found = [
        f"{name(path)} {identifier}"
        for path, tree in product().items()
        for identifier in identifiers(tree)
        if words & set(re.sub(r"([a-z])([A-Z])", r"\1_\2", identifier).lower().split("_"))
    ]
    assert found == []


def test_no_file_speaks_of_the_workplace_it_was_made_in() -> None:
    """The project speaks of itself alone: no machine's path and no registry host."""
    marks = ("/wo" + "rk/", "../sha" + "red", "pypi" + ".org", "registry.np" + "mjs", "deb.deb" + "ian")
    found = [
        f"{name(path)}: {mark}"
        for path in files(".py", ".md", ".toml", ".txt", ".in", ".html", ".js", ".css", ".json", "Makefile", "run")
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert found == []
