"""How many examples are invented: 300 of each kind in every run; SLRT_EXAMPLES=5000 (`make agree`) tries more."""

import os

from hypothesis import HealthCheck, settings

COUNT = int(os.environ.get("SLRT_EXAMPLES", "300"))


def examples(share: int = 1) -> settings:
    """Settings for a test that invents that many times fewer examples, because each of them holds several."""
    return settings(max_examples=max(COUNT // share, 2), deadline=None, suppress_health_check=list(HealthCheck))


EXAMPLES = examples()
