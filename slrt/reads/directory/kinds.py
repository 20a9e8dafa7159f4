"""Kinds of organisations, in both languages."""

KINDS: dict[str, tuple[str, str]] = {
    "dinsos": ("Dinas Sosial", "Social agency"),
    "dinkes": ("Dinas Kesehatan", "Health agency"),
    "disdik": ("Dinas Pendidikan", "Education agency"),
    "disdukcapil": ("Disdukcapil", "Civil registry"),
    "disperkim": ("Dinas Perumahan", "Housing agency"),
    "disnaker": ("Dinas Tenaga Kerja dan UMKM", "Labour and small business agency"),
    "dispertan": ("Dinas Pertanian", "Agriculture agency"),
    "diskp": ("Dinas Kelautan dan Perikanan", "Fisheries agency"),
    "health_facility": ("Fasilitas kesehatan", "Health facility"),
    "school": ("Sekolah", "School"),
    "pln": ("PLN", "PLN (electricity)"),
    "bpjs": ("BPJS Kesehatan", "BPJS health insurance"),
    "bank": ("Bank", "Bank"),
    "baznas": ("BAZNAS", "BAZNAS"),
    "puskesos": ("Puskesos", "Puskesos"),
    "desa": ("Pemerintah desa/kelurahan", "Desa/kelurahan office"),
    "private": ("Lembaga swasta atau CSR", "Private body or CSR"),
}
"""A new kind is one line here."""
