"""The words for what is wrong with, or odd about, a row: both languages, and always what to do."""

from slrt.domain.identity import Finding
from slrt.domain.problems import Problem
from slrt.exchange.imports.outcomes import Fault

Words = dict[str, tuple[str, str]]

WORDS: Words = {
    "empty": ("Sel ini kosong, padahal wajib diisi.", "This cell is empty, but it is needed. Fill it in."),
    "not_a_date": (
        "Ini bukan tanggal yang dikenal. Tulis hari/bulan/tahun, misalnya 05/07/1985.",
        "This is not a date. Write day/month/year, such as 05/07/1985.",
    ),
    "birth_in_future": (
        "Tanggal lahir belum tiba. Periksa tahunnya.",
        "The birth date lies in the future. Check the year.",
    ),
    "unknown_area": (
        "Kode wilayah ini bukan desa, kelurahan, atau kecamatan yang berlaku. Periksa kode Kemendagri, misalnya"
        " 19.06.01.2001.",
        "This is no code of a village or kecamatan in force. Check the Kemendagri code, such as 19.06.01.2001.",
    ),
    "out_of_scope": (
        "Wilayah ini di luar wilayah tugas atau wilayah impor. Kirimkan baris ini ke wilayahnya.",
        "This area lies outside your area or the area of the import. Send this row to its own area.",
    ),
    "nik_twice": (
        "NIK ini sudah ada di baris sebelumnya. Periksa kartu keduanya, dan sisakan satu baris.",
        "An earlier row has this NIK. Check both cards, and keep one row.",
    ),
    "nik_elsewhere": (
        "NIK ini sudah terdaftar aktif di luar wilayah tugas. Minta Dinas memeriksa sebelum melanjutkan.",
        "This NIK is active outside your area. Ask the Dinas to check before going on.",
    ),
    "nik_of_another": (
        "NIK ini milik orang lain di register: nama dan tanggal lahirnya berbeda. Periksa kartunya.",
        "This NIK belongs to somebody else in the register: name and birth date differ. Check the card.",
    ),
    "no_head": (
        "Keluarga ini tidak punya kepala keluarga di berkas. Isi KEPALA KELUARGA pada satu baris.",
        "This family has no head in the file. Enter KEPALA KELUARGA in one row.",
    ),
    "many_heads": (
        "Nomor KK ini punya lebih dari satu kepala keluarga di berkas. Sisakan satu.",
        "This nomor KK has more than one head in the file. Keep one.",
    ),
    "too_many_members": (
        "Nomor KK ini dipakai lebih dari 200 baris. Periksa kartunya; mungkin ini hanya angka pengisi.",
        "More than 200 rows have this nomor KK. Check the cards; it may be a filler.",
    ),
    "head_not_active": (
        "Kepala keluarga ini tercatat meninggal atau pindah di register, jadi keluarganya menunggu. Periksa keadaannya,"
        " dan isi kepala keluarga yang baru.",
        "The register has the head of this family as dead or moved away, so the family waits. Check how it is, and"
        " enter the new head.",
    ),
    "other_head": (
        "Di register keluarga ini punya kepala keluarga lain yang tidak ada di berkas; itu dibiarkan. Ganti kepala"
        " keluarga di halaman keluarga.",
        "In the register this family has another head, who is not in the file; that stays. Change the head on the page"
        " of the family.",
    ),
    "head_of_others": (
        "Di register orang ini kepala keluarga lain yang masih punya anggota; ia tetap di sana. Ganti kepala keluarga"
        " itu dahulu.",
        "In the register this person heads another family that has more members, and stays there. Change the head of"
        " that family first.",
    ),
    "nik_taken": (
        "NIK di berkas ini berkali-kali didaftarkan orang lain selagi ditulis, jadi baris ini belum ditulis. Kirim"
        " berkasnya sekali lagi.",
        "Numbers of this file were registered by others again and again while it was written, so this row was not."
        " Send the file once more.",
    ),
    "head_not_taken": (
        "Baris kepala keluarganya tidak dapat diterima, jadi anggota ini menunggu. Perbaiki baris kepala keluarga,"
        " lalu kirim keduanya.",
        "The row of the head of this family cannot be taken, so this member waits. Mend that row, then send both.",
    ),
    "shifted": (
        "Baris ini punya lebih banyak sel daripada judul kolom; mungkin ada pemisah di dalam teks. Apit teks itu"
        " dengan tanda kutip.",
        "This row has more cells than the header; a text may hold the separator. Put that text in quotation marks.",
    ),
    "quote_not_closed": (
        "Tanda kutip di baris ini tidak ditutup, sehingga baris sesudahnya ikut terbaca di dalamnya. Tutup tanda"
        " kutipnya.",
        "A quotation mark in this row is not closed, so the rows after it were read into it. Close the quotation mark.",
    ),
    "formula": (
        "Sel ini berisi rumus; nilai yang tersimpan dipakai. Tempel sebagai nilai bila nilainya dapat berubah.",
        "This cell holds a formula; the value kept in the file was used. Paste it as a value if it may change.",
    ),
    "formula_empty": (
        "Sel ini berisi rumus tanpa nilai tersimpan. Buka di Excel, tempel sebagai nilai, lalu simpan.",
        "This cell holds a formula without a kept value. Open it in Excel, paste it as a value and save.",
    ),
    "error_value": (
        "Sel ini berisi galat Excel. Isi dengan nilai yang benar.",
        "This cell holds an Excel error. Enter the right value.",
    ),
    "no_nik": (
        "Belum ber-NIK. Baris tetap diterima dan dicocokkan lewat nama dan tanggal lahir; rujuk ke Disdukcapil.",
        "No NIK. The row is taken and matched by name and birth date; refer this person to Disdukcapil.",
    ),
    "not_applicable": (
        "Isian ini tidak masuk akal untuk umur, jenis kelamin, atau isian lain orang ini, jadi tidak dipakai."
        " Periksa barisnya.",
        "This does not make sense for the age, sex or other answers of this person, so it is not used. Check the row.",
    ),
    "name_differs": (
        "Nama di register berbeda jauh untuk NIK ini. Periksa kartunya.",
        "The register has quite another name for this NIK. Check the card.",
    ),
    "birth_date_differs": (
        "Tanggal lahir di register berbeda untuk NIK ini. Periksa kartunya.",
        "The register has another birth date for this NIK. Check the card.",
    ),
    "not_active": (
        "Orang ini tercatat meninggal atau pindah di register; baris ini tidak mengubahnya. Periksa keadaannya.",
        "The register has this person as dead or moved away; this row does not alter that. Check how it is.",
    ),
    "likely_same": (
        "Di keluarga ini ada orang dengan nama mirip dan tanggal lahir sama. Periksa apakah orangnya satu.",
        "This family has somebody with a like name and the same birth date. Check whether they are one person.",
    ),
    "child_older": (
        "Anak ini lahir sebelum kepala keluarga berumur 12 tahun. Periksa tanggal lahir dan hubungannya.",
        "This child was born before the head was 12 years old. Check birth date and relation.",
    ),
    "parent_younger": (
        "Orang tua ini tidak lebih tua 12 tahun dari kepala keluarga. Periksa tanggal lahir dan hubungannya.",
        "This parent is not 12 years older than the head. Check birth date and relation.",
    ),
    "married_young": (
        "Menurut baris ini orang yang berumur di bawah 15 tahun sudah kawin. Periksa tanggal lahir dan status.",
        "By this row somebody below 15 is or was married. Check birth date and marital status.",
    ),
    "head_young": (
        "Kepala keluarga ini berumur di bawah 15 tahun. Periksa tanggal lahirnya.",
        "This head of the family is below 15. Check the birth date.",
    ),
    "very_old": (
        "Orang ini berumur lebih dari 110 tahun. Periksa tanggal lahirnya.",
        "This person is older than 110. Check the birth date.",
    ),
    "spouse_same_sex": (
        "Suami atau istri ini berjenis kelamin sama dengan kepala keluarga. Periksa keduanya.",
        "This spouse has the same sex as the head. Check both.",
    ),
    "village_differs": (
        "Kode wilayah baris ini berbeda dari kepala keluarganya; wilayah kepala keluarga yang dipakai.",
        "The area of this row differs from that of its head; the head's is used.",
    ),
}


def fault(code: str, column: str, value: str = "") -> Fault:
    """The fault of that code at a column, with the text that stands there."""
    message_id, message_en = WORDS[code]
    return Fault(column, value, code, message_id, message_en)


def of_finding(finding: Finding, column: str, value: str) -> Fault:
    """What `identity` noticed about a number."""
    return Fault(column, value, finding.code, finding.message_id, finding.message_en)


def of_problem(problem: Problem, column: str, value: str) -> Fault:
    """What a service says is wrong with a value."""
    return Fault(column, value, problem.code, problem.message_id, problem.message_en)


def not_among(column: str, value: str, words: list[str]) -> Fault:
    """A word that the layout does not know."""
    shown = ", ".join(words[:20])
    return Fault(
        column,
        value,
        "not_allowed",
        f"“{value[:40]}” tidak dikenal di kolom ini. Isi dengan salah satu: {shown}.",
        f"“{value[:40]}” is not known in this column. Enter one of: {shown}.",
    )
