"""The ground floor: law, workflow, identity, areas and time in plain Python. No Django, no database."""
