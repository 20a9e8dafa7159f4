"""Photos and papers: judged by content, cleaned, kept outside the web root; broken ones are refused with a message."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from PIL import Image

from slrt.domain.access import Denied
from slrt.domain.problems import NotFound, Refused
from slrt.services import cases, papers
from tests.makers.cases import ELSEWHERE, NEW, actor, opened

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.SLRT_ATTACHMENTS = tmp_path
    return tmp_path


def photo(kind: str = "JPEG", size: tuple[int, int] = (2000, 1000), **more: object) -> bytes:
    out = BytesIO()
    mode = "RGBA" if kind in {"PNG", "WEBP"} else "RGB"
    Image.new(mode, size, (200, 30, 30, 128)[: len(mode)]).save(out, kind, **more)
    return out.getvalue()


def opened_again(paper: papers.Paper) -> Image.Image:
    return Image.open(BytesIO(paper.data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_at_most_1280_pixels(kind: str) -> None:
    paper = papers.cleaned(f"rumah.{kind.lower()}", photo(kind))
    kept = opened_again(paper)
    assert (kept.format, kept.size, paper.name, paper.kind) == ("JPEG", (1280, 640), "rumah.jpg", "image/jpeg")


def test_where_a_photo_was_taken_is_not_kept_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn a quarter
    exif.get_ifd(0x8825)[1] = "S"  # GPS latitude
    paper = papers.cleaned("a.jpg", photo(size=(400, 200), exif=exif))
    kept = opened_again(paper)
    assert kept.size == (200, 400)
    assert not kept.getexif()


def test_transparency_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened_again(papers.cleaned("a.png", out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xff\xd8\xff\xe0 not a photo", "broken_file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "broken_file"),
        (b"GIF89a" + b"\0" * 50, "broken_file"),
        (b"MZ" + b"\0" * 100, "broken_file"),
        (b"%PDF-1.4 cut short", "broken_file"),
        (b"\0" * (10 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        papers.cleaned("x.jpg", data)
    assert [p.code for p in refused.value.problems] == [code]
    assert all(p.message_id and p.message_en for p in refused.value.problems)


def test_half_a_photo_is_refused() -> None:
    whole = photo(size=(600, 600), quality=95)
    with pytest.raises(Refused):
        papers.cleaned("a.jpg", whole[: len(whole) // 2])


def test_a_flood_of_pixels_is_refused_before_it_is_decoded() -> None:
    out = BytesIO()
    Image.new("1", (20000, 20000)).save(out, "PNG")
    with pytest.raises(Refused) as refused:
        papers.cleaned("bom.png", out.getvalue())
    assert refused.value.problems[0].code == "too_many_pixels"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\surat.PDF", "surat.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("", "berkas.pdf"),
        ("....", "berkas.pdf"),
        ("x" * 300, "x" * 116 + ".pdf"),
        ("baris\nbaru.pdf", "barisbaru.pdf"),
    ],
)
def test_a_file_name_is_made_harmless(sent: str, kept: str) -> None:
    assert papers.cleaned(sent, PDF).name == kept


def test_bytes_lie_under_their_digest_and_are_kept_once(folder: Path) -> None:
    front = actor("front_office")
    case = opened(front)
    first = cases.attach(front, case_id=case.id, name="a.pdf", data=PDF)
    second = cases.attach(front, case_id=case.id, name="b.pdf", data=PDF)
    assert first.sha256 == second.sha256
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert files == [folder / first.sha256[:2] / first.sha256[2:4] / first.sha256]
    assert files[0].read_bytes() == PDF


def test_an_intake_with_a_broken_photo_saves_nothing(folder: Path) -> None:
    front = actor("front_office")
    key = cases.new_submission()
    with pytest.raises(Refused):
        from_form(front, key, [cases.Upload("baik.jpg", photo()), cases.Upload("rusak.jpg", b"\xff\xd8 rusak")])
    assert from_form(front, key, [cases.Upload("baik.jpg", photo())]).state == "registered"
    assert len([p for p in folder.rglob("*") if p.is_file()]) == 1


def from_form(front: object, key: object, uploads: list) -> object:
    return cases.open_case(front, NEW, submission=key, uploads=uploads)  # type: ignore[arg-type]


def test_papers_are_added_only_by_who_works_on_the_case() -> None:
    case = opened(actor("front_office"))
    with pytest.raises(Denied):
        cases.attach(actor("province", "19"), case_id=case.id, name="a.pdf", data=PDF)
    with pytest.raises(NotFound):
        cases.attach(actor("manager", ELSEWHERE), case_id=case.id, name="a.pdf", data=PDF)


def test_a_paper_of_nothing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="belongs to"):
        cases.attach(actor("front_office"), name="a.pdf", data=PDF)
