"""One piece of news, and who may hear of it.

News carries no personal data, only a kind and an id. Still, that something happened to a family is nobody's business
outside the scope that would show it.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from slrt.domain.access import Actor, Permission

READ_BY = {
    "case": Permission.CASE_READ,
    "referral": Permission.REFERRAL_READ,
    "family": Permission.FAMILY_READ,
    "change": Permission.FAMILY_READ,
    "batch": Permission.REGISTER_IMPORT,
}
"""Which permission a person needs to hear of a kind by its id. A kind that is not here is told to nobody."""


class BadNews(ValueError):
    """A message on the channel that is not one of `services.live`."""


@dataclass(frozen=True)
class News:
    """Something changed: `kind`, `subject_id`, where, and which organisations it concerns."""

    kind: str
    subject_id: str
    area_code: str
    organisations: frozenset[UUID]


def read(payload: str) -> News:
    """A message of `services.live.announce`; raises `BadNews` when it is not one."""
    try:
        message = json.loads(payload)
        news = News(
            str(message["kind"]),
            str(UUID(message["id"])),
            str(message["area"]),
            frozenset(UUID(each) for each in message["organisations"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadNews(f"not a message of ours: {payload[:80]!r}") from error
    if news.kind not in READ_BY:
        raise BadNews(f"nobody is declared to read {news.kind!r}; add it to READ_BY")
    return news


def as_heard_by(actor: Actor, news: News) -> dict[str, str] | None:
    """What `actor` is told: kind and id; only that the inbox changed; or nothing.

    A provider reads referrals of its organisation and no cases: of a case it learns that its inbox changed, no id.
    """
    concerned = actor.scope.organisation_id is not None and actor.scope.organisation_id in news.organisations
    inside = actor.scope.bounds.holds(news.area_code)
    if not (inside or concerned):
        return None
    if READ_BY[news.kind] in actor.permissions:
        return {"kind": news.kind, "id": news.subject_id}
    if concerned and Permission.REFERRAL_READ in actor.permissions:
        return {"kind": "inbox"}
    return None
