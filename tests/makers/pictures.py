"""A small picture, as bytes."""

import io

from PIL import Image


def picture(colour: str = "teal") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(made, "PNG")
    return made.getvalue()
