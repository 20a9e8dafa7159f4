"""Addresses of the room."""

from django.urls import path

from slrt.web.cases import case, files, inbox, intake, lists, receipt, refer, referral

urlpatterns = [
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/accept", inbox.accept_many, name="inbox_accept"),
    path("cases", lists.cases, name="cases"),
    path("cases/new", intake.new, name="case_new"),
    path("cases/<uuid:case_id>", case.case, name="case"),
    path("cases/<uuid:case_id>/receipt", receipt.receipt, name="case_receipt"),
    path("cases/<uuid:case_id>/refer", refer.refer, name="referral_new"),
    path("cases/<uuid:case_id>/note", case.note, name="case_note"),
    path("cases/<uuid:case_id>/papers", case.attach, name="case_attach"),
    path("cases/<uuid:case_id>/need", case.need, name="case_need"),
    path("cases/<uuid:case_id>/<slug:verb>", case.step, name="case_step"),
    path("referrals/<uuid:referral_id>", referral.referral, name="referral"),
    path("referrals/<uuid:referral_id>/papers", referral.attach, name="referral_attach"),
    path("referrals/<uuid:referral_id>/<slug:verb>", referral.step, name="referral_step"),
    path("attachments/<uuid:attachment_id>", files.attachment, name="attachment"),
]
