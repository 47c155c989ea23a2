"""The mails of this app's own kinds (decision 0050)."""

from notifications.mail_composers import digest, mail_composers, single_message
from notifications.models import Mailing

mail_composers.add(Mailing.Kind.SINGLE, single_message)
mail_composers.add(Mailing.Kind.DIGEST, digest)
