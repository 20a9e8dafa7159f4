"""The demonstration: invented families, cases, organisations and accounts, written through the same services."""

from slrt.jobs.demo.load import load
from slrt.jobs.demo.people import PASSWORD, AccountLine, accounts

__all__ = ["PASSWORD", "AccountLine", "accounts", "load"]
