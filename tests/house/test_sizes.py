"""Small things: files of at most 400 lines, functions of at most 40."""

import ast
import re
from pathlib import Path

from tests.house.tree import files, modules, name, product, tracked

LINES_A_FILE = 400
LINES_A_FUNCTION = 40

WRITTEN_BY_HAND = (".py", ".js", ".css", ".html", ".sql", ".sh", ".md")
EXEMPT = {
    "**/migrations/*.py": "written by makemigrations, and never changed once released: its length follows the tables",
    "slrt/web/static/vendor/**": "other people's code, kept as they publish it",
    "**/*.toml": "data: a row is added where it belongs, and nobody reads such a file from end to end",
    "**/*.csv": "data, as above",
    "**/*.json": "data, as above",
    "requirements/*.txt": "written by the resolver: one line for each package and hash",
}
"""Which files may be longer than 400 lines, and why."""


def test_no_file_is_longer_than_400_lines_but_those_that_are_exempt() -> None:
    long = [path for path in tracked() if _lines(path) > LINES_A_FILE]
    assert [name(path) for path in long if not any(_fits(path, pattern) for pattern in EXEMPT)] == []


def test_no_exemption_covers_what_is_written_by_hand() -> None:
    by_hand = [path for path in files(*WRITTEN_BY_HAND) if any(_fits(path, pattern) for pattern in EXEMPT)]
    assert [name(path) for path in by_hand] == []


def _lines(path: Path) -> int:
    """Lines of a text; a picture or a font has none."""
    content = path.read_bytes()
    return 0 if b"\0" in content else len(content.splitlines())


def _fits(path: Path, pattern: str) -> bool:
    """Whether the path is one the pattern means; `**/` stands for any folders, none too."""
    expression = re.escape(pattern).replace(r"\*\*/", "(.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.fullmatch(expression, name(path)) is not None


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{name(path)}:{node.lineno} {node.name}": length
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LINES_A_FUNCTION
    }
    assert long == {}


def test_no_room_is_nameless() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "core", "lib", "stuff"}
    assert [name(path) for path in product() if banned & {part.removesuffix(".py") for part in path.parts}] == []


def test_every_module_says_what_lives_in_it() -> None:
    silent = [name(p) for p, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert [p for p in silent if not p.endswith("apps.py")] == []


def test_product_code_does_not_use_assert() -> None:
    found = [
        f"{name(p)}:{n.lineno}" for p, tree in product().items() for n in ast.walk(tree) if isinstance(n, ast.Assert)
    ]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")
    found = [
        name(p) for p in files(".py", ".js", ".html", ".css") if any(w in p.read_text(encoding="utf-8") for w in words)
    ]
    assert found == []
