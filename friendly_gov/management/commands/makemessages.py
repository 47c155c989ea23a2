"""Django's makemessages, without guesses: a new string waits for its translation, it never takes a similar one's."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
