"""How names of one person differ when two officers wrote them, and the grounds on which two people are shown as alike.

A sound is what is left of a word when everything is gone that Indonesian hands write differently: vowels, h, and
letters that stand for one another (d/t, f/p, k/q/g, j/s/z/y/c at the beginning). Sounds bring pairs together to be
compared; they never decide. Keys of names (`names.name_key`) are the words that sounds are made of.
"""

import re
from functools import cache

MOST_LETTERS = 6
FEW_LETTERS = 3
"""Fewer consonants than these say too little: the vowels stay."""

COMMONEST = "muhamad"
"""Written, shortened and left out at will, so it tells nobody apart."""

_ALIKE = str.maketrans("dfgqvzxy", "tpkkpssi")
_VOWELS = re.compile(r"[aeiou]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_VOWEL_PAIRS = str.maketrans("eo", "iu")

GROUNDS = {
    "seen": ("petugas melihat kemiripan", "an officer saw the likeness"),
    "nik.same": ("NIK sama", "same NIK"),
    "nik.former": ("NIK lama sama", "same former NIK"),
    "name.same": ("nama sama", "same name"),
    "name.sounds": ("nama terdengar sama", "names sound the same"),
    "name.part": ("nama yang satu bagian dari yang lain", "one name is part of the other"),
    "name.like": ("nama mirip", "names alike"),
    "born.same": ("tanggal lahir sama", "same birth date"),
    "born.swapped": ("hari dan bulan lahir tertukar", "day and month of birth swapped"),
    "born.year": ("tahun lahir selisih satu", "year of birth off by one"),
    "born.near": ("tanggal lahir berdekatan", "birth dates close to each other"),
    "sex.same": ("jenis kelamin sama", "same sex"),
    "area.village": ("satu desa/kelurahan", "same village"),
    "area.district": ("satu kecamatan", "same kecamatan"),
    "area.regency": ("satu kabupaten/kota", "same kabupaten"),
    "kin.same": ("kepala keluarga, pasangan atau ibu sama", "same head of family, spouse or mother"),
    "kin.like": ("kepala keluarga, pasangan atau ibu mirip", "like head of family, spouse or mother"),
}
"""What speaks for two people being one, in Indonesian and English, as a screen lists it."""


@cache
def sound(word: str) -> str:
    """The sound of one word of a key; equal for most spellings of it. Never empty for a word with letters."""
    letters = word.translate(_ALIKE).replace("nk", "n").replace("h", "")
    first = "s" if letters[:1] in ("i", "j", "c") and word[:1] in "yjc" else letters[:1]
    first = "a" if first in ("a", "e", "i", "o", "u") else first
    rest = letters[1:].replace("j", "s").replace("c", "s")
    consonants = _DOUBLED.sub(r"\1", first + _VOWELS.sub("", rest))[:MOST_LETTERS]
    if len(consonants) >= FEW_LETTERS:
        return consonants
    vowels = "".join(_VOWELS.findall(rest)).translate(_VOWEL_PAIRS)
    return _DOUBLED.sub(r"\1", consonants + vowels) or word


def sounds(key: str) -> tuple[str, ...]:
    """The sounds of the words of a key, each once, in order of the alphabet."""
    return tuple(sorted({sound(word) for word in key.split()}))


def core(key: str) -> str:
    """The words of a key in order of the alphabet without the commonest name, unless nothing else is there."""
    words = sorted(word for word in key.split() if len(word) > 1)
    return " ".join(word for word in words if word != COMMONEST) or " ".join(words) or key


def in_words(grounds: list[str]) -> tuple[str, str]:
    """The grounds as one line in Indonesian and one in English: `nama mirip, tanggal lahir sama, satu desa`."""
    known = [GROUNDS[ground] for ground in grounds if ground in GROUNDS]
    return ", ".join(one for one, _ in known), ", ".join(other for _, other in known)
