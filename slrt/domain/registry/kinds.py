"""The kinds of changes: what each is called, what speaks for it, and whether the centre or our register takes it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of change. `evidence` names what a proposal of it must bring; `to_centre`: it alters no row of ours."""

    code: str
    label_id: str
    label_en: str
    evidence: tuple[str, ...] = ()
    to_centre: bool = False


FACT_KINDS = ("facts", "change_head", "move_family", "nik", "no_kk", "flag_dispute")
"""Kinds that give new values to facts of one family, each of those facts it names in `FACTS_OF`."""

FACTS_OF: dict[str, frozenset[str]] = {
    "change_head": frozenset({"relation"}),
    "move_family": frozenset({"area_code", "address", "rt", "rw", "phone"}),
    "nik": frozenset({"nik", "nik_status"}),
    "no_kk": frozenset({"no_kk"}),
    "flag_dispute": frozenset({"excluded_flags"}),
}
"""What the narrow kinds may touch; `facts` may touch every fact and text."""

JOINING = ("add_member", "birth", "move_in")
LEAVING: dict[str, str] = {"death": "died", "move_out": "moved", "remove_member": "not_found"}
"""Kind -> the fact `presence` of who leaves."""

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(code="facts", label_id="Pemutakhiran data", label_en="Facts updated"),
        Kind(code="new_family", label_id="Keluarga baru", label_en="New family"),
        Kind(code="add_member", label_id="Tambah anggota", label_en="Member added"),
        Kind(code="birth", label_id="Kelahiran", label_en="Birth", evidence=("document",)),
        Kind(code="move_in", label_id="Pindah datang", label_en="Moved in"),
        Kind(code="end_membership", label_id="Anggota keluar", label_en="Member left"),
        Kind(code="remove_member", label_id="Anggota tidak ditemukan", label_en="Member not found"),
        Kind(code="death", label_id="Kematian", label_en="Death", evidence=("document",)),
        Kind(code="move_out", label_id="Pindah keluar", label_en="Moved out"),
        Kind(code="move_member", label_id="Pindah keluarga", label_en="Moved to another family"),
        Kind(code="change_head", label_id="Ganti kepala keluarga", label_en="Change of head"),
        Kind(code="move_family", label_id="Keluarga pindah", label_en="Family moved"),
        Kind(code="split", label_id="Pecah keluarga", label_en="Family split"),
        Kind(code="merge_families", label_id="Gabung keluarga", label_en="Families merged"),
        Kind(code="merge_people", label_id="Gabung data ganda", label_en="Duplicate people merged"),
        Kind(code="nik", label_id="Perbaikan NIK", label_en="NIK corrected", evidence=("document",)),
        Kind(code="no_kk", label_id="Nomor KK baru", label_en="New nomor KK", evidence=("document",)),
        Kind(code="flag_dispute", label_id="Sanggahan penanda", label_en="Flag disputed", evidence=("document",)),
        Kind(code="enrolment", label_id="Usulan program", label_en="Proposal to a programme", to_centre=True),
        Kind(
            code="objection",
            label_id="Sanggahan penerima",
            label_en="Objection to a recipient",
            evidence=("photo",),
            to_centre=True,
        ),
        Kind(code="undo", label_id="Pembatalan perubahan", label_en="Change undone"),
        Kind(code="erase", label_id="Penghapusan data pribadi", label_en="Personal data erased"),
    )
}


def label(code: str) -> tuple[str, str]:
    """The kind's name in both languages; the code itself for a kind of another time."""
    kind = KINDS.get(code)
    return (kind.label_id, kind.label_en) if kind else (code, code)
