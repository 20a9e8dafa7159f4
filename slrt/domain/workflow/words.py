"""What an event of a case is called on a timeline, in both languages: "{who} {said}"."""

from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.referral import REFERRAL

SAID: dict[str, tuple[str, str]] = {
    "case.open": ("mencatat kasus", "recorded the case"),
    "case.take": ("mengambil kasus", "took the case"),
    "case.verify": ("mulai memverifikasi", "started verification"),
    "case.ask_repair": ("meminta perbaikan data", "asked for repair"),
    "case.repaired": ("mencatat data sudah diperbaiki", "recorded the repair"),
    "case.analyse": ("menyatakan data cocok", "found the data right"),
    "case.handle": ("menangani langsung", "handles it directly"),
    "case.resolve": ("mengisi hasil penanganan", "gave the result"),
    "case.escalate": ("menaikkan kasus", "escalated the case"),
    "case.follow_sent": ("Kasus kini dirujuk", "The case is now referred"),
    "case.follow_accepted": ("Rujukan diterima pengelola", "The referral is accepted"),
    "case.follow_started": ("Rujukan mulai dikerjakan", "Work on the referral began"),
    "case.follow_part": ("Sebagian hasil sudah masuk", "Part of the result is in"),
    "case.follow_result": ("Hasil sudah masuk, menunggu jawaban warga", "The result is in; the citizen is to be asked"),
    "case.follow_refused": (
        "Tidak ada lembaga yang menerima: perlu diputuskan lagi",
        "No organisation took it: to be decided again",
    ),
    "case.confirm_solved": ("mencatat jawaban warga: sudah selesai", "recorded the citizen's answer: solved"),
    "case.confirm_not_solved": (
        "mencatat jawaban warga: belum selesai, kasus dibuka lagi",
        "recorded the citizen's answer: not solved, case reopened",
    ),
    "case.close": ("menutup tanpa jawaban warga", "closed without the citizen's answer"),
    "case.reopen": ("membuka kembali kasus", "reopened the case"),
    "case.reject": ("menolak kasus", "rejected the case"),
    "case.mark_duplicate": ("menandai duplikat", "marked it as a duplicate"),
    "case.mark_unreachable": ("mencatat warga tidak dapat dihubungi", "recorded the citizen as unreachable"),
    "case.withdraw": ("mencatat warga membatalkan", "recorded that the citizen withdrew"),
    "case.note": ("menambah keterangan", "added a note"),
    "case.attach": ("menambah berkas", "added a paper"),
    "case.add_need": ("menambah kebutuhan", "added a need"),
    "referral.send": ("mengirim rujukan", "sent a referral"),
    "referral.accept": ("menerima rujukan", "accepted the referral"),
    "referral.decline": ("menolak rujukan", "declined the referral"),
    "referral.start": ("mulai mengerjakan rujukan", "started work on the referral"),
    "referral.fulfil": ("mengisi hasil rujukan", "gave the result of the referral"),
    "referral.withdraw": ("menarik rujukan", "withdrew the referral"),
    "referral.expire": ("Rujukan kedaluwarsa tanpa jawaban", "The referral expired unanswered"),
}

VERBS_OF_MACHINES = frozenset(f"{machine.name}.{verb}" for machine in (CASE, REFERRAL) for verb in machine.verbs)
