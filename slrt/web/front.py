"""The front page for who is not signed in, and the choice of language."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from slrt.web import language as languages
from slrt.web.doors import public


@public("says what SLRT is and where to sign in")
def front(request: HttpRequest) -> HttpResponse:
    """What SLRT is, in two sentences."""
    return render(request, "front/front.html")


@public("everybody may choose the language, also before signing in")
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language and go back to the page it was chosen on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    wanted = request.POST.get("language")
    if wanted in languages.LANGUAGES:
        languages.remember(request, response, wanted)
    return response
