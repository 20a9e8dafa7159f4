"""Areas: names, paths, zones, working calendars, and finding one by name."""

from slrt.reads.areas.lookup import calendar, exists, known_codes, name, names, path_names, zone
from slrt.reads.areas.search import AreaHit, find

__all__ = ["AreaHit", "calendar", "exists", "find", "known_codes", "name", "names", "path_names", "zone"]
