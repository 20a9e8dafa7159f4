"""Made-up families in bulk: the population of `domain.synthesis`, drawn as columns, millions at a time.

The probabilities are those of `domain/synthesis/distributions.toml`; the steps have the names they have there. There
are no names and no numbers of people, so there is nothing to keep apart from the facts.
"""

from slrt.lake.synth.run import Order, synthesise

__all__ = ["Order", "synthesise"]
