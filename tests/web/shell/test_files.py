"""Templates and static files: pictures exist, nothing is inline, and everything can be collected and compressed."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template
from django.test import override_settings

from slrt.web import icons

WEB = Path(icons.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CODE = [*TEMPLATES, *sorted(WEB.rglob("*.py"))]


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(WEB)) for path in paths]


def test_every_template_can_be_read() -> None:
    for path in TEMPLATES:
        get_template(str(path.relative_to(WEB / "templates")))


def test_every_picture_a_template_asks_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="i-([^"]+)"', icons.SPRITE.read_text(encoding="utf-8")))
    assert sprite == icons.names()
    asked = {
        (name, path.name)
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert {(name, where) for name, where in asked if name not in sprite} == set()


@pytest.mark.parametrize("pattern", [r"\sstyle\s*=", r"\son[a-z]+\s*=\s*[\"']", r"<script(?![^>]*\bsrc=)", r"<style"])
def test_no_template_holds_what_the_policy_forbids(pattern: str) -> None:
    def markup(path: Path) -> str:
        return re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"))

    assert names([path for path in TEMPLATES if re.search(pattern, markup(path))]) == []


def test_no_page_fetches_anything_from_elsewhere() -> None:
    ours = [p for p in (WEB / "static" / "slrt").rglob("*") if p.suffix in {".css", ".js"}]
    outside = r"""(?:src|href|url\(|import)\s*[=(]?\s*["']?(?:https?:)?//"""
    assert names([p for p in (*TEMPLATES, *ours) if re.search(outside, p.read_text(encoding="utf-8"))]) == []


def test_other_peoples_files_are_listed_with_version_and_licence() -> None:
    vendor = WEB / "static" / "vendor"
    listed = (vendor / "README.md").read_text(encoding="utf-8")
    for path in vendor.iterdir():
        assert path.name == "README.md" or re.search(
            rf"`{re.escape(path.name)}` \| \S+ \d+\.\d+\.\d+.*\| \S+ \|", listed
        )


def test_files_are_collected_under_hashed_names_compressed_and_within_budget(tmp_path: Path) -> None:
    storages = {"staticfiles": {"BACKEND": "slrt.web.statics.NamedByContent"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages, STATICFILES_FINDERS=["slrt.web.statics.OurFiles"]):
        call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    base = (WEB / "templates" / "base.html").read_text(encoding="utf-8")
    asked = re.findall(r'{% static "([^"]+)" %}', base)
    module = (tmp_path / paths["slrt/desk.js"]).read_text(encoding="utf-8")
    assert re.findall(r'import"\./([^"]+)"', module) == [
        Path(paths[f"slrt/{name}"]).name
        for name in ("csrf.js", "menus.js", "focus.js", "forms.js", "drafts.js", "live.js")
    ]
    loaded = [*asked, *(n for n in paths if n.startswith("slrt/") and n.endswith(".js")), "slrt/icons.svg"]
    weight = {name: (tmp_path / f"{paths[name]}.br").stat().st_size for name in set(loaded)}
    assert sum(weight.values()) < 150_000
    assert sum(size for name, size in weight.items() if name.endswith(".js")) < 80_000
