"""Accounts: signing in, users, their posts and passwords."""

from slrt.services.accounts.forgetting import forget_old
from slrt.services.accounts.invite import FirstPost, invite
from slrt.services.accounts.own import change_password, set_preferences
from slrt.services.accounts.posts import add_post, end_post
from slrt.services.accounts.sign_in import sign_in, sign_out, switch_post
from slrt.services.accounts.users import NewUser, activate_user, create_user, deactivate_user, reset_password
from slrt.store.walls.context import acting

__all__ = [
    "FirstPost",
    "NewUser",
    "acting",
    "activate_user",
    "add_post",
    "change_password",
    "create_user",
    "deactivate_user",
    "end_post",
    "forget_old",
    "invite",
    "reset_password",
    "set_preferences",
    "sign_in",
    "sign_out",
    "switch_post",
]
