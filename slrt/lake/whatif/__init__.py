"""What if a rule or benefit were another: families and budget gained and lost, from cells of alike families."""

from slrt.lake.match.order import RunProblem
from slrt.lake.whatif.answer import Answer, By, Sums
from slrt.lake.whatif.asking import Judged, WhatIf
from slrt.lake.whatif.inputs import Change
from slrt.lake.whatif.sample import ENTERING, LEAVING, Example, examples

__all__ = [
    "ENTERING",
    "LEAVING",
    "Answer",
    "By",
    "Change",
    "Example",
    "Judged",
    "RunProblem",
    "Sums",
    "WhatIf",
    "examples",
]
