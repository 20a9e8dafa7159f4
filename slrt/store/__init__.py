"""Tables: one Django app per room with models, querysets, constraints and migrations. No HTTP, no signals."""
