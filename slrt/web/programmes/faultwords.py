"""What is wrong with a rule, in the language of the page: the checker of rules speaks English only."""

import re

from slrt.domain.programmes.publishing import Fault
from slrt.web.language import INDONESIAN, current, t

_INDONESIAN = {
    r"the rule is empty": "aturan masih kosong",
    r"write what must be true": "tulis apa yang harus benar",
    r"unknown fact (\S+)": r"fakta {0} tidak dikenal",
    r"unknown name (\S+)": r"nama {0} tidak dikenal",
    r"did you mean (.+)\?": r"maksudnya {0}?",
    r"see the list of facts": "lihat daftar fakta",
    r"a rule may read (.+)": r"aturan boleh membaca {0}",
    r"write (members\.exists.+|family\..+)": r"tulis {0}",
    r"(\S+) is a fact of a family, not of a member": r"{0} adalah fakta keluarga, bukan fakta anggota",
    r"(\S+) is a fact of a member, not of a family": r"{0} adalah fakta anggota, bukan fakta keluarga",
    r"(\S+) cannot join (.+)": r"{0} tidak bisa menghubungkan {1}",
    r"(\S+) cannot be used on (.+)": r"{0} tidak bisa dipakai pada {1}",
    r"both sides must have the same type, and one that fits the sign": "kedua sisi harus berjenis sama dan cocok",
    r"look up the type of the fact": "lihat jenis faktanya",
    r"(.+) is not a value of (\S+)": r"{0} bukan nilai {1}",
    r"expected one of (.+)": r"pilih salah satu: {0}",
    r"expected (.+)": r"seharusnya {0}",
    r"the rule must be true or false, but its value is (\S+)": r"aturan harus benar atau salah, tetapi nilainya {0}",
    r"the rule is nested too deeply.*": "aturan bersarang terlalu dalam",
    r"Syntax error: (.+)": r"salah tulis: {0}",
    r"ask each question about one member alone": "tanyakan tiap hal tentang satu anggota saja",
    r"members are set against each other": "anggota dibandingkan satu sama lain",
    r"amounts cannot follow members who are set against each other": "besaran tidak bisa dihitung bila anggota saling "
    "dibandingkan",
    r"a fact of the family meets one of a member here": "di sini fakta keluarga dibandingkan dengan fakta anggota",
    r"divide by a written number": "bagi dengan angka yang ditulis",
    r"a division that may fail cannot stand here": "pembagian yang bisa gagal tidak boleh ada di sini",
    r"this number may become larger than 64 bits hold": "angka ini bisa menjadi terlalu besar",
    r"a benefit is either a flat amount or components, not both": "manfaat berupa jumlah tetap atau komponen, "
    "jangan keduanya",
    r"(?:benefit: )?cash needs a flat amount or components": "uang tunai perlu jumlah tetap atau komponen",
    r"only cash has amounts; give unit_value for planning": "hanya uang tunai yang punya jumlah; isi nilai satuan",
    r"(?:.*: )?source must be text": "isi dasar hukumnya",
    r"(?:.*: )?id must be text": "isi teks bahasa Indonesia",
    r"(?:.*: )?en must be text": "isi teks bahasa Inggris",
    r"(?:.*: )?amount must be a whole number": "jumlah harus bilangan bulat",
    r".*(cannot be computed for a whole region)": "tidak bisa dihitung untuk satu wilayah sekaligus",
}
_PARTS = {
    "rule": ("Aturan", "Rule"),
    "component": ("Komponen", "Component"),
}


def said(text: str) -> str:
    """The words of the checker in the page's language; English words stay where no others are known."""
    if current() != INDONESIAN:
        return text
    for pattern, words in _INDONESIAN.items():
        found = re.fullmatch(pattern, text)
        if found is not None:
            return words.format(*found.groups())
    return text


def part(fault: Fault) -> str:
    """`Komponen 2`: which text of the version the fault is in; nothing for the whole."""
    name, _, number = fault.part.partition(" ")
    return f"{t(*_PARTS[name])} {number}".strip() if name in _PARTS else ""
