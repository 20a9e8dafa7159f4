"""Finding who may have been entered twice: people of an area as columns (`columns.py`), made ready to be compared
(`preparing.py`), which pairs are compared at all (`blocking.py`), by which levels (`model.py`) with which weights
(`training.py` makes `weights.json`), and the pairs that come out (`scoring.py`)."""
