"""The file of people among whom duplicates are sought: one row each, with keys of names instead of names."""

import pyarrow as pa

PEOPLE = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("name_key", pa.string(), nullable=False),
        pa.field("birth_date", pa.date32()),
        pa.field("sex", pa.string()),
        pa.field("area_code", pa.string(), nullable=False),
        pa.field("family", pa.string()),
        pa.field("close_key", pa.string()),
        pa.field("mother_key", pa.string()),
        pa.field("nik", pa.binary()),
        pa.field("former_niks", pa.list_(pa.binary())),
    ]
)
"""`close_key` is the head of the person's family, for a head the spouse; `nik` and former ones are blind indexes."""
