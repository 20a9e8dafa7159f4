"""A load that was cut off goes on where it stopped."""

from pathlib import Path

import pytest
from django.conf import settings

from slrt.domain import clock
from slrt.domain.access import system
from slrt.jobs import demo
from slrt.jobs.demo.timeline import Timeline, family_key, key_of
from slrt.store.cases.models import Case
from slrt.store.registry.models import Family
from slrt.store.walls.context import acting

pytestmark = pytest.mark.django_db


class Stopped(Exception):
    """The power went off."""


def stop_before_cases(line: str) -> None:
    if "cases" in line:
        raise Stopped


def test_an_interrupted_load_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "SLRT_VAR", tmp_path)
    days = Timeline(clock.today(), 40)
    with pytest.raises(Stopped):
        demo.load(stop_before_cases, days)
    with acting(system()):
        assert Family.objects.count() == 39
        assert not Case.objects.exists()
    demo.load(lambda line: None, days)
    with acting(system()):
        assert Family.objects.count() == 40
        assert Case.objects.count() > 5
        assert Family.objects.filter(id=key_of("family", family_key(40))).exists()
