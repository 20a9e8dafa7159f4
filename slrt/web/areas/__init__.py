"""Choosing an area by name in any form."""
