"""The pictures we use: one sprite of Tabler outline icons, made from the list in `static/slrt/icons.txt`.

Run `python -m slrt.web.icons FOLDER` after adding a name to the list; FOLDER is `icons/outline` of the unpacked
package @tabler/icons (its version stands in `static/vendor/README.md`).
"""

import re
import sys
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent / "static" / "slrt"
LIST = HERE / "icons.txt"
SPRITE = HERE / "icons.svg"

_SHAPES = re.compile(r"<svg[^>]*>(?P<shapes>.*)</svg>", re.DOTALL)
_BLANK = '<path stroke="none" d="M0 0h24v24H0z" fill="none"/>'


@cache
def names() -> frozenset[str]:
    """All pictures a template may use."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def check(name: str) -> None:
    """Raise KeyError when there is no such picture: a missing one must be seen by its author, not by an officer."""
    if name not in names():
        raise KeyError(f"no icon {name!r}; add it to {LIST.name} and make the sprite again")


def sprite(folder: Path) -> str:
    """All listed pictures of `folder` as symbols `i-<name>`."""
    symbols = (_symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in sorted(names()))
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str, text: str) -> str:
    found = _SHAPES.search(text)
    if found is None:
        raise ValueError(f"{name} is not an SVG picture")
    shapes = re.sub(r"\s*\n\s*", "", found["shapes"]).replace(" />", "/>").replace(_BLANK, "")
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>'


if __name__ == "__main__":
    SPRITE.write_text(sprite(Path(sys.argv[1])), encoding="utf-8")
