"""Messages of allauth that the portal's people read: allauth has no Vietnamese, so they are translated with ours."""

from django.utils.translation import gettext_noop as _

FIELDS = (
    _("Email"),
    _("Email address"),
    _("Password"),
    _("Password (again)"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Remember Me"),
    _("Code"),
    _("Authenticator code"),
    _("Forgot your password?"),
)
ANSWERS = (
    _("You must type the same password each time."),
    _("Please type your current password."),
    _("This account is currently inactive."),
    _("The email address and/or password you specified are not correct."),
    _("The password reset token was invalid."),
    _("Too many failed login attempts. Try again later."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Invalid login."),
    _("Invalid or expired key."),
    _("The new value must be different from the current one."),
    _("Too many requests. Please wait a moment."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
)
