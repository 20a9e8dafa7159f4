"""The events door: open browsers hear at once that something changed (server-sent events, its own ASGI process)."""

from slrt.web.events.board import login
from slrt.web.events.door import Door

__all__ = ["Door", "login"]
