"""Screens of cases and referrals: home, inbox, lists, the two pages, intake, receipts, papers."""
