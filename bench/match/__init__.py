"""Measurements of matching: each module measures one promise against the other side of it, in the same run."""
