"""Pages of programmes: the law in words, and where rules are written, tried and published."""
