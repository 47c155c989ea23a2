"""The messages of this app's problems and trail entries."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import register_problems, register_verbs

register_problems(
    {
        "token_name_in_use": _("You have a token of this name. Choose another name, or revoke that one first."),
        "token_too_many": _("You have %(most)s tokens already. Revoke those that are not used any more."),
        "token_revoked": _("This token was revoked already."),
    }
)

register_verbs(
    {
        "tokens.create_token": _("created the API token “%(name)s” for %(scopes)s"),
        "tokens.revoke_token": _("revoked the API token “%(name)s”"),
    }
)
