"""Coming in, going out, and changing the post one acts in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Refused
from slrt.reads import accounts as reads
from slrt.services import accounts
from slrt.web import acting, problems
from slrt.web.accounts.forms import SignInForm
from slrt.web.doors import public, signed_in

STATUS = {"locked": 429}
"""Answer for a refusal; anything else is 401."""


@public("the door itself")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; on success go where the person was going."""
    back = _back(request)
    if request.actor is not None:  # type: ignore[attr-defined]
        return HttpResponseRedirect(back)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.sign_in(address=acting.address_of(request), **form.cleaned_data)
        except Refused as refused:
            problems.show(form, refused)
            status = STATUS.get(refused.problems[0].code, 401)
        else:
            return _let_in(request, user.id, back)
    page = {"form": form, "next": back, "returning": "next" in request.GET}
    return render(request, "accounts/sign_in.html", page, status=status)


@signed_in()
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    accounts.sign_out(actor)
    request.session.flush()
    return HttpResponseRedirect(reverse("sign_in"))


@signed_in()
@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts from the next page on."""
    try:
        post_id = UUID(request.POST.get("post", ""))
    except ValueError as bad:
        raise NotFound("no such post") from bad
    accounts.switch_post(request.actor, post_id=post_id)  # type: ignore[attr-defined]
    acting.switch(request, post_id)
    return HttpResponseRedirect(reverse("home"))


def _let_in(request: HttpRequest, user_id: UUID, back: str) -> HttpResponse:
    actor = reads.actor_for(user_id, None)
    if actor is None or actor.post_id is None:
        raise TypeError("signing in lets through only a user with a post")
    acting.begin(request, user_id, actor.post_id)
    rotate_token(request)
    return HttpResponseRedirect(back)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or reverse("home")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("home")
