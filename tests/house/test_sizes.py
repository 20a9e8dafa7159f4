"""Small things: files of at most 400 lines, functions of at most 40."""

import ast

from tests.house.tree import files, modules, name, product

LINES_A_FILE = 400
LINES_A_FUNCTION = 40


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        name(path): lines
        for path in files(".py", ".js", ".css", ".html", ".sql")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_A_FILE
    }
    assert long == {}


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
