"""The trail on screen, for who may read it."""
