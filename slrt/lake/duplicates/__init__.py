"""Finding who may have been entered twice: people of an area as columns (`columns.py`), made ready to be compared
(`preparing.py`), and which pairs are compared at all (`blocking.py`)."""
