"""What events are called on a screen, in both languages. A verb without words here fails a test."""

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
}

READS = ("family.read", "identity.reveal", "family.export", "family.print")
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
    "enrolment": ("Kepesertaan", "Enrolment"),
}
