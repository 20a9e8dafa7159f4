"""The people who can sign in to the demonstration: at least one for every role (`accounts.toml`)."""

from __future__ import annotations

from dataclasses import dataclass

from slrt.domain.synthesis.distributions import read_toml


@dataclass(frozen=True)
class DemoPost:
    """A role in an area; `organisation` is the key of a demo organisation, for providers."""

    role: str
    area_code: str
    decree: str
    organisation: str | None = None


@dataclass(frozen=True)
class DemoAccount:
    """An invented user with one post or more."""

    username: str
    name: str
    posts: tuple[DemoPost, ...]


def accounts() -> tuple[DemoAccount, ...]:
    """All demo accounts, in the order in which a table of them reads best."""
    return tuple(
        DemoAccount(
            account["username"],
            account["name"],
            tuple(
                DemoPost(post["role"], post["area"], post["decree"], post.get("organisation"))
                for post in account["posts"]
            ),
        )
        for account in read_toml("accounts.toml")["account"]
    )
