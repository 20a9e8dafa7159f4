"""Matching a snapshot: every programme's verdict and money for every family, and the sums of each village."""

from slrt.lake.match.order import Order, RunProblem
from slrt.lake.match.run import match

__all__ = ["Order", "RunProblem", "match"]
