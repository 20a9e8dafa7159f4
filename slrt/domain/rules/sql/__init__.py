"""A rule as SQL: the same text for PostgreSQL, DuckDB and Spark, with the meaning of the Python evaluator.

The way of a rule: `normal` brings its questions about members into one shape, `scalar` writes conditions and numbers,
`questions` counts members once for all programmes, `amounts` writes benefits, `statement` puts one query together.
`columns` says how facts lie in tables and files, `dialect` the few places where engines differ.
"""
