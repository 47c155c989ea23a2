"""The meaning of a mail server's answer: try again, fail, or the server itself is unavailable."""

import smtplib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a mail was not sent. `is_final`: this address or this mail will never be accepted.

    `is_down`: no server answered,
    so the next mail would fail too."""

    words: str
    is_final: bool = False
    is_down: bool = False


def answer_of(error: Exception) -> Answer:
    """Classify an error. Where the server refuses the portal itself (its name, password or sender), people's
    addresses are not at fault: the operator corrects it and the mail is sent later."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, reply = next(iter(error.recipients.values()))
            return Answer(_spelled(code, reply), is_final=500 <= code < 600)
        case smtplib.SMTPDataError():
            return Answer(_spelled(error.smtp_code, error.smtp_error), is_final=500 <= error.smtp_code < 600)
        case smtplib.SMTPNotSupportedError() | ValueError():
            return Answer(str(error), is_final=True)
        case smtplib.SMTPResponseException():
            return Answer(_spelled(error.smtp_code, error.smtp_error), is_down=True)
        case OSError():
            return Answer(str(error) or type(error).__name__, is_down=True)
    return Answer(f"{type(error).__name__}: {error}")


def _spelled(code: int, reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {text}"
