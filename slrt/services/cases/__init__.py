"""Verbs of cases and referrals: open, move, refer, answer, confirm, note, attach."""
