"""Routes of accounts."""

from django.urls import path

from slrt.web.accounts import own, sign_in, users

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("switch-post", sign_in.switch_post, name="switch_post"),
    path("preferences", own.preferences, name="preferences"),
    path("password", own.change_password, name="change_password"),
    path("admin/users", users.listed, name="users"),
    path("admin/users/new", users.new, name="user_new"),
    path("admin/users/<uuid:user_id>", users.shown, name="user"),
    path("admin/users/<uuid:user_id>/posts/new", users.post_new, name="post_new"),
    path("admin/users/<uuid:user_id>/password", users.password_reset, name="password_reset"),
    path("admin/users/<uuid:user_id>/close", users.close, name="user_close"),
    path("admin/users/<uuid:user_id>/open", users.reopen, name="user_open"),
    path("admin/posts/<uuid:post_id>/end", users.post_end, name="post_end"),
]
