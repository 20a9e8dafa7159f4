"""Verbs: every write of the product. One transaction, one permission check, one trail event each."""
