"""Areas: loading the ministry's codes and the calendar of holidays."""

from slrt.services.areas.load import load_areas, load_calendar

__all__ = ["load_areas", "load_calendar"]
