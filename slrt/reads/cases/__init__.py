"""Questions about cases and referrals: pages, lists, inbox, home, receipts."""

from slrt.reads.cases.dues import Calendars, Clockface, Due
from slrt.reads.cases.home import Home, counts, home
from slrt.reads.cases.inbox import Inbox, InboxFilter, InboxLine, inbox, inbox_counts
from slrt.reads.cases.lists import CaseFilter, CaseLine, by_ticket, cases, of_family, view_counts
from slrt.reads.cases.pages import (
    CasePage,
    Receipt,
    ReferralPage,
    ReferralView,
    attachment,
    case_of,
    case_page,
    receipt,
    referral_of,
    referral_page,
)
from slrt.reads.cases.queue import VIEWS

__all__ = [
    "VIEWS",
    "Calendars",
    "CaseFilter",
    "CaseLine",
    "CasePage",
    "Clockface",
    "Due",
    "Home",
    "Inbox",
    "InboxFilter",
    "InboxLine",
    "Receipt",
    "ReferralPage",
    "ReferralView",
    "attachment",
    "by_ticket",
    "case_of",
    "case_page",
    "cases",
    "counts",
    "home",
    "inbox",
    "inbox_counts",
    "of_family",
    "receipt",
    "referral_of",
    "referral_page",
    "view_counts",
]
