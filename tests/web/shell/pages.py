"""Pages of the shell as files: the gallery, the front page and an error page, made without a database."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from slrt.domain.access import Actor
from slrt.web.context import Link
from slrt.web.language import lazy_t, t

HERE = Path(__file__).parent
ACTOR = Actor(user_id=None, name="Ratna Dewi", role="back_office", area_code="19.06")


class Sample(forms.Form):
    """One field of each kind, some of them wrong."""

    name = forms.CharField(label=lazy_t("Nama lengkap", "Full name"))
    nik = forms.CharField(
        label="NIK", required=False, help_text=lazy_t("16 angka, lihat KTP.", "16 digits, see the identity card.")
    )
    kind = forms.ChoiceField(
        label=lazy_t("Jenis", "Type"), choices=[("complaint", lazy_t("Keluhan", "Complaint")), ("need", "Need")]
    )
    born = forms.DateField(label=lazy_t("Tanggal lahir", "Date of birth"), widget=forms.DateInput({"type": "date"}))
    priority = forms.ChoiceField(
        label=lazy_t("Seberapa mendesak?", "How urgent?"),
        widget=forms.RadioSelect,
        choices=[("normal", lazy_t("Biasa", "Normal")), ("urgent", lazy_t("Mendesak", "Urgent"))],
        initial="normal",
    )
    story = forms.CharField(
        label=lazy_t("Ceritakan masalahnya", "Tell what is wrong"), required=False, widget=forms.Textarea({"rows": 4})
    )
    photo = forms.FileField(label=lazy_t("Foto", "Photo"), required=False)
    consent = forms.BooleanField(
        label=lazy_t("Warga setuju datanya dikirim", "The citizen agrees to sending the data"), required=False
    )

    def clean_nik(self) -> str:
        raise forms.ValidationError(t("NIK harus 16 angka.", "A NIK has 16 digits."))


def shell(language: str, theme: str) -> dict[str, Any]:
    menu = [
        Link("/", "home", t("Beranda", "Home"), None, False),
        Link("/inbox", "inbox", t("Kotak masuk", "Inbox"), 14, True),
        Link("/cases", "folder", t("Kasus", "Cases"), 143, False),
        Link("/families", "users", t("Keluarga", "Families"), None, False),
    ]
    knowledge = [Link("/programmes", "book-2", t("Program dan syarat", "Programmes and criteria"), None, False)]
    return {
        "language": language,
        "theme": theme,
        "demo": True,
        "here": "/",
        "request": RequestFactory().get("/gallery"),
        "today": date(2026, 12, 1),
        "csrf_token": "x" * 32,
        "menu": [("", menu), (t("Pengetahuan", "Knowledge"), knowledge)],
        "actor": ACTOR,
        "role_label": "Back office",
        "place": "Kabupaten Belitung Timur",
        "may_search": True,
    }


def gallery(language: str = "id", theme: str = "light") -> str:
    """The page of all parts."""
    with translation.override(language):
        form = Sample({"nik": "123", "story": "Kartu tidak aktif", "priority": "urgent"})
        values = shell(language, theme) | {
            "form": form,
            "page": Paginator(range(60), 20).page(2),
            "day": date(2026, 12, 4),
            "moment": datetime(2026, 11, 30, 7, 20, tzinfo=UTC),
        }
        text = (HERE / "gallery.html").read_text(encoding="utf-8")
        return Engine.get_default().from_string(text).render(Context(values))


def front(language: str = "id", theme: str = "light") -> str:
    with translation.override(language):
        return render_to_string("front/front.html", shell(language, theme) | {"actor": None})


def error(name: str, language: str = "id", theme: str = "light") -> str:
    with translation.override(language):
        return render_to_string(f"errors/{name}.html", {"language": language, "theme": theme, "code": "1a2b3c4d"})
