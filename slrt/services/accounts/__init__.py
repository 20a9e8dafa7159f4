"""Accounts: signing in, users, their posts and passwords."""

from slrt.store.walls.context import acting

__all__ = ["acting"]
