"""Organisations, users and their posts; and who of them acts where."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from slrt.domain import areas, clock
from slrt.domain.access import ROLES, Actor, system
from slrt.domain.synthesis.accounts import DemoAccount
from slrt.domain.synthesis.accounts import accounts as demo_accounts
from slrt.domain.synthesis.directory import DemoArea, DemoOrganisation, directory
from slrt.jobs.demo.timeline import PROVINCE, Timeline, key_of
from slrt.reads import accounts as account_reads
from slrt.reads import areas as area_reads
from slrt.reads import directory as directory_reads
from slrt.services import accounts as account_services
from slrt.services import directory as directory_services

PASSWORD = "serumpun-sebalai"  # noqa: S105 - printed on the screen of every demonstration; real accounts never have it
"""The password of all demo accounts: the motto of the province."""

CHECK_AGAIN = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """A demo account as `slrt up` prints it."""

    role_label: str
    username: str
    password: str
    area_name: str


def accounts() -> list[AccountLine]:
    """All demo accounts with their first post, in the order in which a table of them reads best."""
    found = demo_accounts()
    names = area_reads.names(account.posts[0].area_code for account in found)
    return [
        AccountLine(
            role_label=_label(account),
            username=account.username,
            password=PASSWORD,
            area_name=names[account.posts[0].area_code],
        )
        for account in found
    ]


def _label(account: DemoAccount) -> str:
    label = ROLES[account.posts[0].role].label_id
    kind = (account.posts[0].organisation or "").partition(":")[0]
    return f"{label} ({directory_reads.KINDS[kind][0]})" if kind else label


def load_directory(timeline: Timeline, regencies: Sequence[DemoArea], districts: Sequence[DemoArea]) -> None:
    """Add the organisations that are not there yet, each with its offers at once."""
    there = {line.id for line in directory_reads.organisations(system(), area_code=PROVINCE)}
    for organisation in directory(regencies, districts):
        if key_of("organisation", organisation.key) not in there:
            with clock.at(timeline.moment(timeline.decreed_on, 0)), account_services.acting(system()):
                _add_organisation(organisation, timeline)


def _add_organisation(organisation: DemoOrganisation, timeline: Timeline) -> None:
    directory_services.add_organisation(
        system(),
        organisation_id=key_of("organisation", organisation.key),
        name=organisation.name,
        short_name=organisation.short_name,
        kind=organisation.kind,
        area_code=organisation.area_code,
        address=organisation.address,
        phone=organisation.phone,
        hours=organisation.hours,
        synthetic=True,
        checked_on=timeline.decreed_on,
        check_again_on=timeline.decreed_on + CHECK_AGAIN,
    )
    for offer in organisation.offers:
        directory_services.add_offer(
            system(),
            organisation_id=key_of("organisation", organisation.key),
            offer_id=offer_key(organisation.key, offer.code),
            name_id=offer.name_id,
            name_en=offer.name_en,
            sector=offer.sector,
            programme_code=offer.programme,
            documents=[{"id": document.name_id, "en": document.name_en} for document in offer.documents],
            serves=organisation.serves,
            checked_on=timeline.decreed_on,
            check_again_on=timeline.decreed_on + CHECK_AGAIN,
        )


def offer_key(organisation: str, code: str) -> UUID:
    """The key of an offer of a demo organisation."""
    return key_of("offer", f"{organisation}/{code}")


def load_accounts(timeline: Timeline) -> None:
    """Add the users who are not there yet, each with all posts at once."""
    for account in demo_accounts():
        user_id = key_of("user", account.username)
        if not account_reads.posts_of(user_id):
            with clock.at(timeline.moment(timeline.decreed_on, 0)), account_services.acting(system()):
                _add_user(account, user_id, timeline)


def _add_user(account: DemoAccount, user_id: UUID, timeline: Timeline) -> None:
    account_services.create_user(
        system(),
        user_id=user_id,
        username=account.username,
        name=account.name,
        email=f"{account.username}@contoh.invalid",
        phone="",
        password=PASSWORD,
        synthetic=True,
    )
    for place, post in enumerate(account.posts):
        account_services.add_post(
            system(),
            user_id=user_id,
            post_id=key_of("post", f"{account.username}/{place}"),
            role=post.role,
            area_code=post.area_code,
            organisation_id=key_of("organisation", post.organisation) if post.organisation else None,
            starts_on=timeline.decreed_on,
            decree=post.decree,
        )


@dataclass(frozen=True)
class Staff:
    """Everybody with a demo post, as actors; where nobody has the post, the loader itself acts and is named so."""

    actors: tuple[Actor, ...]

    @classmethod
    def present(cls) -> "Staff":
        """Reads the posts now in force."""
        found = [
            account_reads.actor_for(key_of("user", account.username), key_of("post", f"{account.username}/{place}"))
            for account in demo_accounts()
            for place in range(len(account.posts))
        ]
        return cls(tuple(actor for actor in found if actor is not None))

    def at(self, area_code: str, *roles: str) -> Actor:
        """Who has one of `roles` nearest to the place; earlier roles win among equals."""
        near = list(self._reaching(area_code, lambda actor: actor.role in roles))
        if not near:
            return system()
        return max(near, key=lambda actor: (areas.level(actor.area_code), -roles.index(actor.role)))

    def of(self, organisation_id: UUID, name: str) -> Actor:
        """Who answers for an organisation."""
        for actor in self.actors:
            if actor.organisation_id == organisation_id:
                return actor
        return Actor(user_id=None, name=name, role="system", area_code=areas.NATION, organisation_id=organisation_id)

    def _reaching(self, area_code: str, fits: Callable[[Actor], bool]) -> Iterator[Actor]:
        return (actor for actor in self.actors if fits(actor) and areas.contains(actor.area_code, area_code))


def organisation_names() -> Mapping[UUID, str]:
    """Short names of all organisations of the province by key."""
    return {line.id: line.short_name for line in directory_reads.organisations(system(), area_code=PROVINCE)}
