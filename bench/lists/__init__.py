"""Big invented lists in the layout of the ministry, and what measuring their import needs."""
