"""What every page needs around its own content: who is acting, the menu, the language, the theme, the demo band."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from slrt.domain import clock
from slrt.domain.access import ROLES, Actor, Permission
from slrt.reads import areas, cases
from slrt.reads.accounts import IN_FORCE, PostLine, posts_of
from slrt.reads.registry.changes import waiting_for_me
from slrt.web import language
from slrt.web.headers import events_url
from slrt.web.language import t

THEMES = ("auto", "light", "dark")
THEME_KEY = "theme"
THEME_COOKIE = "slrt_theme"
SHORTCUTS = ("on", "off")
SHORTCUTS_COOKIE = "slrt_shortcuts"
"""Shortcuts of a single letter get in the way of those who speak to their computer (WCAG 2.1.4): kept by browser."""

P = Permission
SEARCHES = frozenset({P.FAMILY_READ, P.CASE_READ})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the menu: where it leads, who sees it, and which number stands behind it."""

    route: str
    icon: str
    indonesian: str
    english: str
    permission: Permission | None = None
    count: str = ""
    within: tuple[str, ...] = ()  # beginnings of the names of routes that belong under this entry
    view: str = ""  # the list of cases that an office is sent on to from here


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it."""

    url: str
    icon: str
    label: str
    count: int | None
    here: bool


WORK = (
    Entry(route="home", icon="home", indonesian="Beranda", english="Home"),
    Entry(
        route="inbox",
        icon="inbox",
        indonesian="Kotak masuk",
        english="Inbox",
        permission=P.REFERRAL_READ,
        count="inbox",
        within=("referral",),
        view="queue",
    ),
    Entry(
        route="cases",
        icon="folder",
        indonesian="Kasus",
        english="Cases",
        permission=P.CASE_READ,
        count="cases",
        within=("case", "referral_new"),
    ),
    Entry(
        route="family_search",
        icon="users",
        indonesian="Keluarga",
        english="Families",
        permission=P.FAMILY_READ,
        within=("family", "reveal"),
    ),
    Entry(
        route="changes",
        icon="git-compare",
        indonesian="Perubahan",
        english="Changes",
        permission=P.CHANGE_PROPOSE,
        count="changes",
        within=("change", "evidence", "chains"),
    ),
    Entry(
        route="duplicates",
        icon="users",
        indonesian="Data ganda",
        english="Duplicates",
        permission=P.DUPLICATE_DECIDE,
        within=("duplicate",),
    ),
    Entry(
        route="imports",
        icon="file-upload",
        indonesian="Impor",
        english="Import",
        permission=P.REGISTER_IMPORT,
        within=("import",),
    ),
    Entry(
        route="reconciliation",
        icon="arrows-exchange",
        indonesian="Rekonsiliasi",
        english="Reconciliation",
        permission=P.REGISTER_IMPORT,
    ),
    Entry(
        route="meetings",
        icon="gavel",
        indonesian="Musyawarah",
        english="Meetings",
        permission=P.CHANGE_PROPOSE,
        within=("meeting", "register_calendar"),
    ),
)
KNOWLEDGE = (
    Entry(
        route="programmes",
        icon="book-2",
        indonesian="Program dan syarat",
        english="Programmes",
        permission=P.PROGRAMME_READ,
        within=("programme",),
    ),
    Entry(
        route="programme_summary",
        icon="chart-bar",
        indonesian="Ringkasan program",
        english="Programme summary",
        permission=P.SUMMARY_READ,
    ),
    Entry(
        route="organisations",
        icon="building-community",
        indonesian="Lembaga dan layanan",
        english="Organisations",
        permission=P.DIRECTORY_READ,
        within=("organisation",),
    ),
)
ADMINISTRATION = (
    Entry(
        route="users",
        icon="user-check",
        indonesian="Pengguna dan tugas",
        english="Users and posts",
        permission=P.USER_MANAGE,
        within=("user", "post", "password_reset"),
    ),
    Entry(route="trail", icon="history", indonesian="Jejak kerja", english="Trail", permission=P.TRAIL_READ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the shell. A stranger gets language, theme and the demo band alone."""
    actor: Actor | None = getattr(request, "actor", None)
    around = {
        "language": language.current(),
        "theme": theme(request),
        "shortcuts": shortcuts(request),
        "demo": settings.SLRT_DEMO,
        "actor": actor,
        "events_url": "",
        "here": request.get_full_path() if request.method == "GET" else "/",
    }
    return around | _signed_in(request, actor) if actor else around


def _signed_in(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    account = getattr(request, "account", None)
    return {
        "today": clock.today(areas.zone(actor.area_code)),
        "place": account.post.area_name if account else "",
        "organisation": account.post.organisation if account else "",
        "role_label": _role(actor),
        "other_posts": _other_posts(actor),
        "may_search": not actor.permissions.isdisjoint(SEARCHES),
        "menu": menu(request, actor),
        "events_url": events_url(request),
    }


def theme(request: HttpRequest) -> str:
    """`auto`, `light` or `dark`: the person's choice, else this browser's."""
    session = getattr(request, "session", None)
    wanted = session.get(THEME_KEY) if session is not None else None
    for name in (wanted, request.COOKIES.get(THEME_COOKIE)):
        if name in THEMES:
            return str(name)
    return "auto"


def shortcuts(request: HttpRequest) -> str:
    """`on` or `off`: whether single letters act in this browser."""
    return "off" if request.COOKIES.get(SHORTCUTS_COOKIE) == "off" else "on"


def menu(request: HttpRequest, actor: Actor) -> tuple[tuple[str, list[Link]], ...]:
    """Groups of links the actor's role may open, each with its heading ("" for the first)."""
    groups = (
        ("", WORK),
        (t("Pengetahuan", "Knowledge"), KNOWLEDGE),
        (t("Administrasi", "Administration"), ADMINISTRATION),
    )
    name = request.resolver_match.url_name if request.resolver_match else None
    here = _above(name or "", request.GET.get("view", ""))
    counts = _counts(actor)
    shown = ((heading, _links(entries, actor, here, counts)) for heading, entries in groups)
    return tuple((heading, links) for heading, links in shown if links)


def _counts(actor: Actor) -> dict[str, int]:
    """The figures behind the entries, by name."""
    changes = waiting_for_me(actor)
    return cases.counts(actor) | ({} if changes is None else {"changes": changes})


def _above(name: str, view: str) -> Entry | None:
    """The entry under which the route `name` belongs: itself, or the longest beginning that fits.

    A list of cases that is another entry's `view` belongs under that one.
    """
    entries = (*WORK, *KNOWLEDGE, *ADMINISTRATION)
    if name == "cases" and view:
        name = next((entry.route for entry in entries if entry.view == view), name)
    fitting = [(len(start), e) for e in entries for start in (e.route, *e.within) if name.startswith(start)]
    return max(fitting, key=lambda each: each[0])[1] if fitting else None


def _links(entries: tuple[Entry, ...], actor: Actor, here: Entry | None, counts: dict[str, int]) -> list[Link]:
    allowed = [e for e in entries if e.permission is None or e.permission in actor.permissions]
    return [
        Link(
            reverse(entry.route),
            entry.icon,
            t(entry.indonesian, entry.english),
            counts.get(entry.count),
            entry is here,
        )
        for entry in allowed
    ]


def _role(actor: Actor) -> str:
    role = ROLES[actor.role]
    return t(role.label_id, role.label_en)


def _other_posts(actor: Actor) -> list[PostLine]:
    if actor.user_id is None:
        return []
    return [post for post in posts_of(actor.user_id) if post.state == IN_FORCE and post.id != actor.post_id]
