"""A little site that serves pages made by a test with our static files, our policy, and server-sent events."""

import http.server
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from slrt.web import icons
from slrt.web.headers import policy

STATIC = Path(icons.__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass
class Asked:
    """One request as the test's pages see it."""

    method: str
    path: str
    form: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Page:
    """What a page answers: its text, or where to go instead."""

    text: str = ""
    status: int = 200
    to: str = ""


@dataclass
class Site:
    """Pages by path (called with the request), and everything that was asked of them. `news` reach open browsers."""

    pages: dict[str, Callable[[Asked], Page]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    news: "queue.Queue[str]" = field(default_factory=queue.Queue)
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def posted(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.method == "POST" and each.path == path]

    def fetched(self, path: str) -> int:
        return sum(each.method == "GET" and each.path == path for each in self.asked)


class Handler(http.server.BaseHTTPRequestHandler):
    """Static files, events, and the site's pages."""

    site: Site

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            self.file(STATIC / path.removeprefix("/static/"))
        elif path == "/events":
            self.events()
        else:
            self.page("GET", path, "")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.page("POST", urlsplit(self.path).path, self.rfile.read(length).decode(errors="replace"))

    def file(self, path: Path) -> None:
        self.answer(200, TYPES[path.suffix], path.read_bytes())

    def page(self, method: str, path: str, body: str) -> None:
        asked = Asked(method, path, parse_qs(body, keep_blank_values=True), dict(self.headers))
        self.site.asked.append(asked)
        known = self.site.pages.get(path)
        page = known(asked) if known else Page(status=404)
        if page.to:
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", page.to)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.answer(page.status, "text/html; charset=utf-8", page.text.encode())

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy())
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def events(self) -> None:
        """News of the test until it says "end"."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 50\n\n")
        self.wfile.flush()
        while (news := self.site.news.get()) != "end":
            self.wfile.write(f"data: {news}\n\n".encode())
            self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        for _ in range(20):
            site.news.put("end")
        server.shutdown()
        thread.join()
        server.server_close()
