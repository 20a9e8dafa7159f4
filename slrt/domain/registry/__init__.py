"""The register's own rules: which changes there are, which chain they must pass, and what changes do to a register."""
