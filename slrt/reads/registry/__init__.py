"""Questions about families and people: search, the family page, the record the rules take, the export."""

from slrt.reads.registry.export import export
from slrt.reads.registry.lines import FactLine
from slrt.reads.registry.page import FamilyPage, MemberLine, Receipt, family_of, family_page
from slrt.reads.registry.people import (
    PersonLine,
    has_nik,
    head_name,
    heads_with_kk,
    nik_masked,
    niks_taken,
    people_like,
    people_with_niks,
)
from slrt.reads.registry.places import villages
from slrt.reads.registry.recent import recent_families
from slrt.reads.registry.record import (
    FactPath,
    Recorded,
    as_record,
    inapplicable,
    makes_no_sense,
    programme_codes,
    receives,
    record_of,
    recorded,
)
from slrt.reads.registry.replay import replay
from slrt.reads.registry.search import SearchResults, looks_like_number, search
from slrt.reads.registry.sections import FAMILY_SECTIONS, MEMBER_SECTIONS, Section
from slrt.reads.registry.words import date_words, words_of

__all__ = [
    "FAMILY_SECTIONS",
    "MEMBER_SECTIONS",
    "FactLine",
    "FactPath",
    "FamilyPage",
    "MemberLine",
    "PersonLine",
    "Receipt",
    "Recorded",
    "SearchResults",
    "Section",
    "as_record",
    "date_words",
    "export",
    "family_of",
    "family_page",
    "has_nik",
    "head_name",
    "heads_with_kk",
    "inapplicable",
    "looks_like_number",
    "makes_no_sense",
    "nik_masked",
    "niks_taken",
    "people_like",
    "people_with_niks",
    "programme_codes",
    "receives",
    "record_of",
    "recorded",
    "replay",
    "search",
    "recent_families",
    "villages",
    "words_of",
]
