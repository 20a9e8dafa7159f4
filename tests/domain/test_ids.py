"""Keys: version 7, ordered by time, never the same twice."""

from datetime import UTC, datetime, timedelta

from slrt.domain import clock
from slrt.domain.ids import uuid7


def test_keys_are_version_seven_of_the_rfc_variant() -> None:
    key = uuid7()
    assert key.version == 7
    assert key.variant == "specified in RFC 4122"


def test_later_keys_sort_after_earlier_ones() -> None:
    start = datetime(2026, 11, 24, tzinfo=UTC)
    keys = []
    for step in range(50):
        with clock.at(start + timedelta(milliseconds=step)):
            keys.append(uuid7())
    assert keys == sorted(keys)


def test_keys_of_one_moment_differ() -> None:
    with clock.at(datetime(2026, 11, 24, tzinfo=UTC)):
        assert len({uuid7() for _ in range(1000)}) == 1000


def test_keys_of_one_moment_sort_in_the_order_they_were_made() -> None:
    with clock.at(datetime(2026, 11, 24, tzinfo=UTC)):
        keys = [uuid7() for _ in range(1000)]
    assert keys == sorted(keys)
