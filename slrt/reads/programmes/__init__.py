"""Questions about programmes: their law, and what it says of a family."""

from slrt.reads.programmes.definitions import area_of, definitions, facts_read, relations_of, version_ids, version_of
from slrt.reads.programmes.drafts import (
    StoredCase,
    Workbench,
    lacking,
    last_day,
    open_versions,
    tried,
    version,
    workbench,
)
from slrt.reads.programmes.law import Law, ProgrammePage, law_of, local_names, names, programme, programmes
from slrt.reads.programmes.relations import relations_compared
from slrt.reads.programmes.verdicts import Verdicts, is_stale, judged, verdicts_of

__all__ = [
    "Law",
    "ProgrammePage",
    "StoredCase",
    "Verdicts",
    "Workbench",
    "area_of",
    "definitions",
    "facts_read",
    "is_stale",
    "judged",
    "lacking",
    "last_day",
    "law_of",
    "local_names",
    "names",
    "open_versions",
    "programme",
    "programmes",
    "relations_compared",
    "relations_of",
    "tried",
    "verdicts_of",
    "version",
    "version_ids",
    "version_of",
    "workbench",
]
