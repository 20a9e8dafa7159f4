"""The front page, and how a browser shows our pages: language, light or dark."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from slrt.domain.access import Actor
from slrt.services.accounts import set_preferences
from slrt.web import language
from slrt.web.cases.home import home
from slrt.web.context import THEME_COOKIE, THEME_KEY, THEMES
from slrt.web.doors import public


@public("strangers see what SLRT is and where to sign in; whoever is signed in sees home, which guards itself")
def start(request: HttpRequest) -> HttpResponse:
    """`/`: home of who is signed in; for others what SLRT is, in two sentences."""
    if getattr(request, "actor", None) is not None:
        return home(request)
    return render(request, "front/front.html")


@public("everybody may choose language and theme, also before signing in")
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember the `language` or `theme` sent, here and for the person, and go back to the page it was chosen on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = _chosen(request)
    actor: Actor | None = getattr(request, "actor", None)
    if chosen and actor is not None and actor.user_id is not None:
        set_preferences(user_id=actor.user_id, **chosen)
    for name, value in chosen.items():
        _keep(request, response, name, value)
    return response


def _chosen(request: HttpRequest) -> dict[str, str]:
    allowed = {"language": language.LANGUAGES, "theme": THEMES}
    return {name: value for name in allowed if (value := request.POST.get(name, "")) in allowed[name]}


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    key, cookie = {"language": (language.SESSION_KEY, language.COOKIE), "theme": (THEME_KEY, THEME_COOKIE)}[name]
    if request.session.session_key:
        request.session[key] = value
    response.set_cookie(
        cookie, value, max_age=language.COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
    )
