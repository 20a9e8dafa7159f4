"""Questions about programmes: their law, and what it says of a family."""

from slrt.reads.programmes.definitions import definitions, facts_read, version_ids, version_of
from slrt.reads.programmes.law import Law, ProgrammePage, names, programme, programmes
from slrt.reads.programmes.verdicts import Verdicts, is_stale, judged, verdicts_of

__all__ = [
    "Law",
    "ProgrammePage",
    "Verdicts",
    "definitions",
    "facts_read",
    "is_stale",
    "judged",
    "names",
    "programme",
    "programmes",
    "verdicts_of",
    "version_ids",
    "version_of",
]
