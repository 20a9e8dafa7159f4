"""Snapshots of facts in Parquet, and the engines that read them."""
