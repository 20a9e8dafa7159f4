"""Pages of programmes: the law in words, read only."""
