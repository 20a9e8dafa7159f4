"""Forms of accounts. Whether the content is allowed is the services' business; here it is only read."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django import forms

from slrt.domain import areas
from slrt.domain.access import POSTED_ROLES, ROLES, Actor
from slrt.domain.ids import uuid7
from slrt.reads import directory
from slrt.reads.accounts import STATES
from slrt.services.accounts import FirstPost, NewUser
from slrt.web.areas.fields import AreaField
from slrt.web.language import lazy_t, t


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=lazy_t("Nama pengguna", "Username"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=lazy_t("Kata sandi", "Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=lazy_t("Kata sandi sekarang", "Present password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=lazy_t("Kata sandi baru", "New password"),
        help_text=lazy_t(
            "Paling sedikit 10 huruf atau angka. Beberapa kata sekaligus mudah diingat dan sulit ditebak.",
            "At least 10 characters. A few words together are easy to remember and hard to guess.",
        ),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    repeat = forms.CharField(
        label=lazy_t("Kata sandi baru, sekali lagi", "New password, once more"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_repeat(self) -> str:
        repeat = str(self.cleaned_data["repeat"])
        if repeat != self.cleaned_data.get("new", repeat):
            raise forms.ValidationError(t("Kedua kata sandi baru berbeda.", "The two new passwords differ."))
        return repeat


class PreferencesForm(forms.Form):
    """Language, theme, and whether single letters are shortcuts. Left out, the last stays as it is."""

    language = forms.ChoiceField(
        label=lazy_t("Bahasa", "Language"),
        widget=forms.RadioSelect,
        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
    )
    theme = forms.ChoiceField(
        label=lazy_t("Tampilan", "Theme"),
        widget=forms.RadioSelect,
        choices=[
            ("auto", lazy_t("Ikut perangkat", "As the device")),
            ("light", lazy_t("Terang", "Light")),
            ("dark", lazy_t("Gelap", "Dark")),
        ],
    )
    shortcuts = forms.ChoiceField(
        label=lazy_t("Pintasan satu huruf", "Single-letter shortcuts"),
        help_text=lazy_t(
            "J, K, X, T, L, dan /. Matikan bila Anda mendikte atau sering salah tekan. Berlaku di peramban ini.",
            "J, K, X, T, L and /. Switch them off if you dictate or often press a key by mistake. For this browser.",
        ),
        widget=forms.RadioSelect,
        choices=[("on", lazy_t("Menyala", "On")), ("off", lazy_t("Mati", "Off"))],
        required=False,
    )


class PostForm(forms.Form):
    """A role in an area, for a time."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=lazy_t("Peran", "Role"))
    area_code = AreaField(
        label=lazy_t("Wilayah tugas", "Area"),
        help_text=lazy_t("Tulis nama desa, kecamatan atau kabupaten.", "Name of a desa, kecamatan or kabupaten."),
    )
    organisation_id = forms.TypedChoiceField(
        label=lazy_t("Lembaga", "Organisation"),
        help_text=lazy_t("Hanya untuk penyedia layanan.", "For providers only."),
        required=False,
        coerce=UUID,
        empty_value=None,
    )
    starts_on = _day(label=lazy_t("Mulai", "From"))
    until = _day(
        label=lazy_t("Hari terakhir", "Last day"),
        help_text=lazy_t("Kosongkan bila belum ditentukan.", "Leave empty when not decided."),
        required=False,
    )
    decree = forms.CharField(label=lazy_t("Nomor SK", "Decree number"), max_length=120, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"submission": uuid7(), "area_code": actor.area_code, **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        level = areas.level(actor.area_code)
        self.fields["role"].choices = [("", "")] + [  # type: ignore[attr-defined]
            (code, t(ROLES[code].label_id, ROLES[code].label_en))
            for code in POSTED_ROLES
            if level <= {"national": 0, "province": 1}.get(code, 4)
        ]
        found = directory.organisations(actor, area_code=actor.area_code)
        self.fields["organisation_id"].choices = [("", "")] + [(str(one.id), one.name) for one in found]  # type: ignore[attr-defined]
        field = self.fields["area_code"]
        if isinstance(field, AreaField):
            field.inside(actor.area_code)

    def post(self) -> FirstPost:
        """What was asked for, in the terms of the service."""
        asked = self.cleaned_data
        until: date | None = asked["until"]
        return {
            "role": asked["role"],
            "area_code": asked["area_code"],
            "organisation_id": asked["organisation_id"],
            "starts_on": asked["starts_on"],
            "until": until + timedelta(days=1) if until else None,
            "decree": asked["decree"],
            "post_id": uuid5(asked["submission"], "post"),
        }


class UserForm(PostForm):
    """A new user with a first post."""

    field_order = ("submission", "name", "username", "email", "phone")

    username = forms.CharField(
        label=lazy_t("Nama pengguna", "Username"),
        help_text=lazy_t("Huruf kecil dan titik. Contoh: ratna.dewi", "Lower case and dots. Example: ratna.dewi"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=lazy_t("Nama lengkap", "Full name"), max_length=120)
    email = forms.CharField(label=lazy_t("Surel", "Email"), max_length=254, required=False)
    phone = forms.CharField(label=lazy_t("Telepon", "Telephone"), max_length=40, required=False)

    def person(self) -> NewUser:
        """Who is invited, in the terms of the service."""
        asked = self.cleaned_data
        return {
            "username": asked["username"],
            "name": asked["name"],
            "email": asked["email"],
            "phone": asked["phone"],
            "user_id": asked["submission"],
        }


class EndPostForm(forms.Form):
    """The first day without the post."""

    on = _day(label=lazy_t("Tidak berlaku lagi mulai", "No longer in force from"))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=lazy_t("Alasan", "Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))


class UserFilter(forms.Form):
    """What of the list is wanted; anything unreadable counts as not said."""

    q = forms.CharField(label=lazy_t("Nama", "Name"), max_length=100, required=False)
    role = forms.ChoiceField(label=lazy_t("Peran", "Role"), required=False)
    state = forms.ChoiceField(label=lazy_t("Keadaan", "State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", t("Semua", "All"))
        roles = [(code, t(ROLES[code].label_id, ROLES[code].label_en)) for code in POSTED_ROLES]
        words = (t("Aktif", "Active"), t("Nonaktif", "Inactive"), t("Tanpa tugas", "Without a post"))
        self.fields["role"].choices = [every, *roles]  # type: ignore[attr-defined]
        self.fields["state"].choices = [every, *zip(STATES, words, strict=True)]  # type: ignore[attr-defined]
