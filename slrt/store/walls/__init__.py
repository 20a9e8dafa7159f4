"""Both walls around scoped rows: the queryset filter and PostgreSQL's row-level security behind it."""
