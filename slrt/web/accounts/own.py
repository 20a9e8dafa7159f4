"""The own account: password, language, theme, posts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from slrt.domain.problems import Refused
from slrt.reads import accounts as reads
from slrt.reads.accounts import Account
from slrt.services import accounts
from slrt.web import acting, problems
from slrt.web.accounts.forms import PasswordForm, PreferencesForm
from slrt.web.context import SHORTCUTS_COOKIE, shortcuts
from slrt.web.doors import signed_in
from slrt.web.language import COOKIE_SECONDS, t


@signed_in()
def change_password(request: HttpRequest) -> HttpResponse:
    """Replace the own password; other sessions of this person end, this one goes on."""
    account: Account = request.account  # type: ignore[attr-defined]
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            accounts.change_password(user_id=account.user_id, old=old, new=new)
        except Refused as refused:
            problems.show(form, refused)
        else:
            acting.renew(request, account.user_id)
            messages.success(request, t("Kata sandi Anda sudah diganti.", "Your password is changed."))
            return HttpResponseRedirect(reverse("home" if account.must_change_password else "preferences"))
    page = {"form": form, "forced": account.must_change_password}
    return render(request, "accounts/password.html", page)


@signed_in()
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, theme, shortcuts, and the posts one holds."""
    account: Account = request.account  # type: ignore[attr-defined]
    now = {"language": account.language, "theme": account.theme, "shortcuts": shortcuts(request)}
    form = PreferencesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            accounts.set_preferences(user_id=account.user_id, language=chosen["language"], theme=chosen["theme"])
        except Refused as refused:
            problems.show(form, refused)
        else:
            acting.prefer(request, chosen["language"], chosen["theme"])
            messages.success(request, t("Pengaturan tersimpan.", "Your settings are saved."))
            return _keeping_shortcuts(request, HttpResponseRedirect(reverse("preferences")), chosen["shortcuts"])
    page = {"form": form, "posts": reads.posts_of(account.user_id), "account": account}
    return render(request, "accounts/preferences.html", page)


def _keeping_shortcuts(request: HttpRequest, response: HttpResponse, wanted: str) -> HttpResponse:
    """The answer, with what this browser remembers of shortcuts; nothing chosen changes nothing."""
    if wanted:
        secure = request.is_secure()
        response.set_cookie(
            SHORTCUTS_COOKIE, wanted, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure
        )
    return response
