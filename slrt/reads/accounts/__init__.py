"""Accounts: who acts in which post, and lists of users for administrators."""

from slrt.reads.accounts.posts import (
    ENDED,
    FUTURE,
    IN_FORCE,
    Account,
    PostLine,
    account_for,
    actor_for,
    actor_named,
    actors_of,
    has_administrator,
    post,
    posts_of,
    session_fingerprint,
)
from slrt.reads.accounts.users import STATES, UserLine, UserPage, user, users

__all__ = [
    "ENDED",
    "FUTURE",
    "IN_FORCE",
    "STATES",
    "Account",
    "PostLine",
    "UserLine",
    "UserPage",
    "account_for",
    "actor_for",
    "actor_named",
    "actors_of",
    "has_administrator",
    "post",
    "posts_of",
    "session_fingerprint",
    "user",
    "users",
]
