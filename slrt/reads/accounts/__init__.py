"""Accounts: who acts in which post, and lists of users for administrators."""

from slrt.reads.accounts.posts import (
    ENDED,
    FUTURE,
    IN_FORCE,
    Account,
    PostLine,
    account_for,
    actor_for,
    posts_of,
    session_fingerprint,
)

__all__ = [
    "ENDED",
    "FUTURE",
    "IN_FORCE",
    "Account",
    "PostLine",
    "account_for",
    "actor_for",
    "posts_of",
    "session_fingerprint",
]
