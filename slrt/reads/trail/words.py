"""What events are called on a screen, in both languages. A verb without words here fails a test."""

from slrt.domain.registry.kinds import KINDS
from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.change import CHANGE
from slrt.domain.workflow.machine import Machine
from slrt.domain.workflow.referral import REFERRAL
from slrt.domain.workflow.version import VERSION


def _steps(kind: str, machine: Machine, indonesian: str, english: str) -> dict[str, tuple[str, str]]:
    """The verbs of a transition table, worded as its buttons are."""
    return {
        f"{kind}.{step.verb}": (f"{indonesian}: {step.label_id.lower()}", f"{english}: {step.label_en.lower()}")
        for step in machine.steps
    }


VERBS: dict[str, tuple[str, str]] = {
    "session.begin": ("Masuk", "Signed in"),
    "session.end": ("Keluar", "Signed out"),
    "session.switch_post": ("Berganti tugas", "Switched post"),
    "session.locked": ("Akun terkunci sementara", "Account locked for a while"),
    "access.denied": ("Ditolak: tidak berwenang", "Denied: not allowed"),
    "user.invite": ("Mengundang pengguna", "Invited a user"),
    "user.reset_password": ("Memberi kata sandi sementara", "Gave a temporary password"),
    "user.change_password": ("Mengganti kata sandi sendiri", "Changed own password"),
    "user.preferences": ("Mengganti bahasa atau tampilan", "Changed language or theme"),
    "user.deactivate": ("Menonaktifkan pengguna", "Deactivated a user"),
    "user.activate": ("Mengaktifkan pengguna", "Activated a user"),
    "post.add": ("Memberi tugas", "Gave a post"),
    "post.end": ("Mengakhiri tugas", "Ended a post"),
    "organisation.add": ("Menambah lembaga", "Added an organisation"),
    "offer.add": ("Menambah layanan", "Added an offer"),
    **{f"family.{kind.code}": (kind.label_id, kind.label_en) for kind in KINDS.values()},
    "family.register": ("Mendaftarkan keluarga", "Registered a family"),
    "family.facts": ("Mencatat data keluarga", "Recorded facts of the family"),
    "family.add_member": ("Menambah anggota", "Added a member"),
    "family.end_membership": ("Mengakhiri keanggotaan", "Ended a membership"),
    "family.look": ("Melihat data keluarga", "Looked at the family"),
    "family.print": ("Mencetak hasil", "Printed the result"),
    "family.export": ("Mengekspor data keluarga", "Exported the family"),
    "snapshot.take": ("Mengambil potret data tanpa nama", "Took a snapshot of facts without names"),
    "summary.load": ("Memuat ringkasan program", "Loaded the programme summary"),
    "summary.follow": ("Memperbarui putusan yang berubah", "Renewed verdicts that changed"),
    "identity.reveal": ("Membuka nomor identitas", "Revealed an identity number"),
    "identity.take_out": ("Mengambil daftar NIK untuk Dukcapil", "Took out a list of NIKs for Dukcapil"),
    "identity.look_up": ("Mencari lewat nomor identitas", "Looked up an identity number"),
    "programme.make": ("Membuat program", "Made a programme"),
    "version.begin": ("Memulai draf aturan", "Began a draft rule"),
    "version.edit": ("Mengubah draf aturan", "Edited a draft rule"),
    "version.cases": ("Mengubah kasus uji aturan", "Changed the cases of a rule"),
    "version.preview": ("Meminta perkiraan dampak aturan", "Asked for the impact of a rule"),
    "programme.what_if": ("Mencoba aturan lain pada potret data", "Tried another rule on a snapshot"),
    "quota.set": ("Menetapkan kuota program", "Set the quota of a programme"),
    "quota.change": ("Mengubah kuota program", "Changed the quota of a programme"),
    "quota.withdraw": ("Menarik kuota program", "Withdrew the quota of a programme"),
    "quota.look": ("Melihat daftar tunggu", "Looked at a waiting list"),
    "programme.enrol": ("Mencatat kepesertaan program", "Recorded an enrolment"),
    "case.open": ("Membuka kasus", "Opened a case"),
    "case.note": ("Menambah catatan", "Added a note"),
    "case.attach": ("Menambah lampiran", "Added an attachment"),
    "case.add_need": ("Menambah kebutuhan", "Added a need"),
    "case.look": ("Melihat kasus", "Looked at the case"),
    "referral.look": ("Melihat berkas rujukan", "Looked at the referral packet"),
    "attachment.look": ("Membuka lampiran", "Opened an attachment"),
    **_steps("case", CASE, "Kasus", "Case"),
    **_steps("referral", REFERRAL, "Rujukan", "Referral"),
    **_steps("version", VERSION, "Aturan program", "Programme rule"),
    **_steps("change", CHANGE, "Perubahan data", "Change of the register"),
    "change.submit": ("Mengajukan perubahan data", "Submitted a change of the register"),
    "change.evidence": ("Menambah bukti perubahan", "Added evidence to a change"),
    "change.look": ("Melihat usulan keluarga baru", "Looked at the proposal of a new family"),
    "change.tell": ("Memberi tahu pengusul hasilnya", "Told the proposer the outcome"),
    "change.reveal_proposer": ("Membuka nama penyanggah", "Opened the name behind an objection"),
    "family.import": ("Data dari berkas impor", "Data from an imported file"),
    "batch.begin": ("Mengunggah berkas impor", "Uploaded a file to import"),
    "batch.check": ("Memeriksa berkas impor", "Checked a file to import"),
    "batch.start": ("Menyetujui berkas impor untuk ditulis", "Confirmed a file to be written"),
    "batch.apply": ("Selesai menulis berkas impor", "Finished writing an imported file"),
    "batch.fail": ("Berkas impor tidak dapat diteruskan", "An imported file could not be gone on with"),
    "batch.cancel": ("Membatalkan berkas impor", "Gave up a file to import"),
    "batch.undo": ("Membatalkan isi berkas impor", "Undid an imported file"),
    "meeting.plan": ("Merencanakan musyawarah", "Planned a meeting"),
    "meeting.edit": ("Mengubah rencana musyawarah", "Changed the plan of a meeting"),
    "meeting.agenda": ("Mengubah agenda musyawarah", "Changed the agenda of a meeting"),
    "meeting.attendance": ("Mencatat daftar hadir musyawarah", "Recorded who attended a meeting"),
    "meeting.decide": ("Mencatat keputusan musyawarah", "Recorded decisions of a meeting"),
    "meeting.close": ("Menutup musyawarah", "Closed a meeting"),
    "meeting.cancel": ("Membatalkan musyawarah", "Cancelled a meeting"),
    "meeting.scan": ("Mengunggah berita acara yang ditandatangani", "Added the signed minutes"),
    "meeting.look": ("Melihat musyawarah", "Looked at a meeting"),
    "calendar.set": ("Menetapkan kalender pemutakhiran", "Set the calendar of the register"),
    "pair.suggest": ("Menandai dua data mungkin satu orang", "Marked two records as likely one person"),
    "pair.same": ("Menggabung data ganda", "Joined likely duplicates"),
    "pair.different": ("Menyatakan bukan orang yang sama", "Said two records are two people"),
    "chain.set": ("Menetapkan tahap persetujuan", "Set the chain of approvals"),
}

READS = (
    "family.look",
    "family.print",
    "family.export",
    "identity.reveal",
    "identity.take_out",
    "identity.look_up",
    "quota.look",
    "meeting.look",
    "change.look",
    "case.look",
    "referral.look",
    "attachment.look",
)
"""Verbs that only looked at a person's record."""

SUBJECTS: dict[str, tuple[str, str]] = {
    "user": ("Pengguna", "User"),
    "organisation": ("Lembaga", "Organisation"),
    "offer": ("Layanan", "Offer"),
    "family": ("Keluarga", "Family"),
    "person": ("Orang", "Person"),
    "case": ("Kasus", "Case"),
    "referral": ("Rujukan", "Referral"),
    "attachment": ("Lampiran", "Attachment"),
    "programme": ("Program", "Programme"),
    "version": ("Versi aturan", "Rule version"),
    "quota": ("Kuota", "Quota"),
    "enrolment": ("Kepesertaan", "Enrolment"),
    "nik_list": ("Daftar NIK", "List of NIKs"),
    "look_up": ("Pencarian", "Look-up"),
    "snapshot": ("Potret data", "Snapshot"),
    "summary": ("Ringkasan program", "Programme summary"),
    "change": ("Perubahan data", "Change of the register"),
    "chain": ("Tahap persetujuan", "Chain of approvals"),
    "meeting": ("Musyawarah desa", "Village meeting"),
    "calendar": ("Kalender pemutakhiran", "Calendar of the register"),
    "batch": ("Berkas impor", "Imported file"),
    "pair": ("Pasangan data ganda", "Likely duplicate"),
}
