"""Snapshots of facts in Parquet, and the engines that read them."""

import os

# Polars hands memory back half a second after its last use, and the next piece of families pays for every page of it
# anew. Ten seconds are what its allocator (jemalloc) takes by itself. It reads this when Polars is loaded, so it stands
# in front of all who load it.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:10000")
