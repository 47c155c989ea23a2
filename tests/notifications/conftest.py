"""A real mail server on a free port, which refuses or disappears as a test demands."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller


class Sink:
    """The received mails; `refuses` are addresses it rejects, `answer` its reply to every mail's content."""

    def __init__(self):
        self.letters, self.refuses, self.answer = [], set(), "250 OK"
        self.host, self.port = "127.0.0.1", free_port()
        self.begin()

    def begin(self):
        self.relay = Controller(self, hostname=self.host, port=self.port)
        self.relay.start()

    def end(self):
        if self.relay.server is not None:
            self.relay.stop()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuses:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answer.startswith("250"):
            self.letters.append((envelope.rcpt_tos, envelope.content))
        return self.answer

    def to(self, person):
        """The mails that this person received, parsed."""
        return [
            message_from_bytes(content, policy=policy.default)
            for people, content in self.letters
            if people == [person.email]
        ]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as result:
        return result.getsockname()[1]


@pytest.fixture
def sink(settings):
    """Django's real SMTP backend, with this server."""
    result = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = result.host, result.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.PORTAL_URL = "https://portal.test"
    yield result
    result.end()
