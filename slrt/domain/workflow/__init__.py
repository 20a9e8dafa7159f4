"""Workflow as tables: states, the steps between them, who may take each, what it needs, and how long it may last."""
