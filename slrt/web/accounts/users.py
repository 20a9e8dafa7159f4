"""Users and posts, for administrators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from slrt.domain import clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused
from slrt.reads import accounts as reads
from slrt.services import accounts
from slrt.web import problems
from slrt.web.accounts.forms import EndPostForm, PostForm, ReasonForm, UserFilter, UserForm
from slrt.web.doors import needs
from slrt.web.language import t


@needs(Permission.USER_MANAGE)
def listed(request: HttpRequest) -> HttpResponse:
    """Users of the administrator's area, by name."""
    wanted = UserFilter(request.GET)
    wanted.is_valid()
    asked = wanted.cleaned_data
    page = reads.users(
        _actor(request),
        text=asked.get("q", ""),
        role=asked.get("role", ""),
        state=asked.get("state", ""),
        page=_number(request.GET.get("page", "")),
    )
    return render(request, "accounts/users.html", {"filter": wanted, "page": page, "filtered": any(asked.values())})


@needs(Permission.USER_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody into a first post."""
    actor = _actor(request)
    form = UserForm(actor, request.POST or None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            user, password = accounts.invite(actor, person=form.person(), post=form.post())
        except Refused as refused:
            problems.show(form, refused)
        else:
            page = {"person": reads.user(actor, user.id).user, "password": password, "invited": True}
            return render(request, "accounts/given.html", page)
    return render(request, "accounts/user_new.html", {"form": form})


@needs(Permission.USER_MANAGE)
def shown(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One user: posts, and what may be done."""
    return render(request, "accounts/user.html", {"found": reads.user(_actor(request), user_id)})


@needs(Permission.USER_MANAGE)
def post_new(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give a user another post."""
    actor = _actor(request)
    found = reads.user(actor, user_id)
    form = PostForm(actor, request.POST or None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            accounts.add_post(actor, user_id=user_id, **form.post())
        except Refused as refused:
            problems.show(form, refused)
        else:
            messages.success(request, t("Tugas baru tersimpan.", "The new post is saved."))
            return HttpResponseRedirect(reverse("user", args=[user_id]))
    return render(request, "accounts/post_new.html", {"form": form, "found": found})


@needs(Permission.USER_MANAGE)
def post_end(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """End a post on a day."""
    actor = _actor(request)
    post, user_id = reads.post(actor, post_id)
    form = EndPostForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            accounts.end_post(actor, post_id=post_id, on=form.cleaned_data["on"])
        except Refused as refused:
            problems.show(form, refused)
        else:
            messages.success(request, t("Tugas diakhiri.", "The post is ended."))
            return HttpResponseRedirect(reverse("user", args=[user_id]))
    page = {"form": form, "post": post, "found": reads.user(actor, user_id)}
    return render(request, "accounts/post_end.html", page)


@needs(Permission.USER_MANAGE)
@require_POST
def password_reset(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """A temporary password, shown once."""
    actor = _actor(request)
    try:
        password = accounts.reset_password(actor, user_id=user_id)
    except Refused as refused:
        return _refused(request, user_id, refused)
    page = {"person": reads.user(actor, user_id).user, "password": password, "invited": False}
    return render(request, "accounts/given.html", page)


@needs(Permission.USER_MANAGE)
def close(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Deactivate an account, with a reason."""
    actor = _actor(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.deactivate_user(actor, user_id=user_id, reason=form.cleaned_data["reason"])
        except Refused as refused:
            problems.show(form, refused)
        else:
            messages.success(request, t("Akun dinonaktifkan.", "The account is deactivated."))
            return HttpResponseRedirect(reverse("user", args=[user_id]))
    return render(request, "accounts/user_close.html", {"form": form, "found": reads.user(actor, user_id)})


@needs(Permission.USER_MANAGE)
@require_POST
def reopen(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Activate a deactivated account."""
    try:
        accounts.activate_user(_actor(request), user_id=user_id)
    except Refused as refused:
        return _refused(request, user_id, refused)
    messages.success(request, t("Akun aktif kembali.", "The account is active again."))
    return HttpResponseRedirect(reverse("user", args=[user_id]))


def _refused(request: HttpRequest, user_id: UUID, refused: Refused) -> HttpResponse:
    page = {"found": reads.user(_actor(request), user_id), "problems": refused.problems}
    return render(request, "accounts/user.html", page, status=409)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
