"""Measurements of matching: each module measures one promise against the other side of it, in the same run."""

import slrt.lake  # noqa: F401 - it says how Polars keeps memory, which must be said before Polars is loaded
