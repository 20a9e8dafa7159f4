"""Programmes as dated data: `programmes/<code>/programme.toml` with its sources and its cases."""

from slrt.domain.programmes.advice import Advice, AdviceKind, advice_of
from slrt.domain.programmes.cases import FILE as CASES_FILE
from slrt.domain.programmes.cases import Case, CaseFault, check_case, load_cases
from slrt.domain.programmes.loading import load_programmes, programme_of, read_programme
from slrt.domain.programmes.tables import ProgrammeError

__all__ = [
    "CASES_FILE",
    "Advice",
    "AdviceKind",
    "Case",
    "CaseFault",
    "ProgrammeError",
    "advice_of",
    "check_case",
    "load_cases",
    "load_programmes",
    "programme_of",
    "read_programme",
]
