"""Accounts on screen: signing in, the own account, users and posts for administrators."""
