"""A person at a real browser's place: plain HTTP with cookies and forms, every request on a connection of its own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from io import BytesIO
from uuid import UUID

from PIL import Image

from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from tests.makers.browsers import browser
from tests.makers.people import LALANG

BOUNDARY = "----garis-batas-formulir"
PATIENCE = 30  # seconds a request may take

File = tuple[str, bytes]
"""A file of a form: its name and its bytes."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    text: str
    headers: Mapping[str, str]
    """By name in lower case."""

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Desk:
    """One browser. `token` is the answer to cross-site forgery, taken from the last form."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        """Fetch a page; remember its form token."""
        answer = self.ask("GET", path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def send(self, path: str, fields: Mapping[str, str], files: Sequence[File] = (), **headers: str) -> Answer:
        """Send a form as a browser does."""
        body = self.body(fields, files)
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask("POST", path, body, {**kind, "Referer": f"http://127.0.0.1:{self.port}{path}", **headers})

    def body(self, fields: Mapping[str, str], files: Sequence[File] = ()) -> bytes:
        """The form as it goes over the wire, with its token."""
        return encoded({"csrfmiddlewaretoken": self.token, **fields}, files)

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """One request. Raises OSError or HTTPException when no whole answer comes."""
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, {**cookies, **(headers or {})})
            with connection.getresponse() as response:
                text = response.read().decode()
                self.remember(response.headers.get_all("Set-Cookie") or [])
                return Answer(response.status, text, {name.lower(): value for name, value in response.headers.items()})
        finally:
            connection.close()

    def remember(self, lines: Sequence[str]) -> None:
        """Keep and forget cookies as told."""
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0" or not morsel.value:
                    del self.cookies[name]

    def works(self) -> bool:
        """Whether the form for a new case comes."""
        try:
            return self.get("/cases/new").status == 200
        except OSError:
            return False

    def twin(self) -> "Desk":
        """The same browser once more, for clicks at the same time."""
        return Desk(self.port, dict(self.cookies), self.token)


def signed_in(port: int, actor: Actor, **session: object) -> Desk:
    """A desk with a session as the sign-in page makes it (`session` overrides its values)."""
    key = browser(actor, **session).cookies["slrt_session"].value
    return Desk(port, {"slrt_session": key})


def encoded(fields: Mapping[str, str], files: Sequence[File]) -> bytes:
    """A form with files as bytes."""
    parts = [f'name="{name}"\r\n\r\n'.encode() + value.encode() for name, value in fields.items()]
    parts += [
        f'name="photo"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + data
        for name, data in files
    ]
    start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    return b"".join(start + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


@dataclass(frozen=True)
class Typed:
    """A new case as somebody typed it. Its text names its submission, so that a second copy would be found."""

    submission: UUID = field(default_factory=uuid7)
    files: tuple[File, ...] = ()

    @property
    def text(self) -> str:
        return f"Kartu tidak aktif, dicatat dengan formulir {self.submission}."

    @property
    def receipt(self) -> str:
        return f"/cases/{self.submission}/receipt"

    def fields(self, **changes: str) -> dict[str, str]:
        return {
            "submission": str(self.submission),
            "type": "complaint",
            "title": "Kartu BPJS tidak aktif",
            "text": self.text,
            "sector": "health",
            "programme_code": "",
            "priority": "normal",
            "channel": "desk",
            "reporter_name": "Ibu Siti Aminah",
            "reporter_phone": "0812 0000 4417",
            "reporter_relation": "istri",
            "area_code": LALANG,
            **changes,
        }


def photo(number: int) -> File:
    """A photo unlike any of another number."""
    out = BytesIO()
    Image.new("RGB", (40, 30), (number % 256, number // 256 % 256, 90)).save(out, "PNG")
    return f"rumah-{number}.png", out.getvalue()


def paper(number: int) -> File:
    """A PDF of a scanned paper, of its own content."""
    return f"surat-{number}.pdf", b"%%PDF-1.4\n%% %d\n" % number + b"x" * 20_000 + b"\n%%EOF\n"
