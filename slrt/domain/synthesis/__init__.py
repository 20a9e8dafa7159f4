"""Made-up people for demonstration and rehearsal: families, case stories, a directory and accounts.

Everything here is invented, marked synthetic, and the same for the same seed on every Python. Data files:
`distributions.toml` (what the population looks like; shared with any later generator), `names.toml`,
`stories.toml`, `directory.toml`, `accounts.toml`.
"""

from slrt.domain.synthesis.numbers import is_synthetic
from slrt.domain.synthesis.population import generate
from slrt.domain.synthesis.shapes import SyntheticEnrolment, SyntheticFamily, SyntheticMember, Village

__all__ = [
    "SyntheticEnrolment",
    "SyntheticFamily",
    "SyntheticMember",
    "Village",
    "generate",
    "is_synthetic",
]
