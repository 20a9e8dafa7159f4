"""The project's own files, as the house tests see them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """All files of the tree that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(path for line in listed if (path := ROOT / line).is_file())


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Files of the tree with one of the suffixes, without what is vendored, generated or ignored."""
    return tuple(p for p in tracked() if p.name.endswith(suffixes) and not {"vendor", "migrations"} & set(p.parts))


@cache
def modules() -> dict[Path, ast.Module]:
    """Parsed product and test modules by path."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files(".py")}


def product() -> dict[Path, ast.Module]:
    """Parsed modules of the package alone."""
    return {path: tree for path, tree in modules().items() if (ROOT / "slrt") in path.parents}


def name(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()
