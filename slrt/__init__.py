"""SLRT: one window between a poor family and every programme that could help it."""
