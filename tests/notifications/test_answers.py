"""What a mail server's answer means for a mail that it did not accept."""

import smtplib

import pytest

from notifications.refusals import answer_of

HER = "her@example.test"


@pytest.mark.parametrize(
    ("error", "words", "is_final", "is_down"),
    [
        (smtplib.SMTPRecipientsRefused({HER: (550, b"5.1.1 unknown")}), "550 5.1.1 unknown", True, False),
        (smtplib.SMTPRecipientsRefused({HER: (450, b"greylisted")}), "450 greylisted", False, False),
        (smtplib.SMTPDataError(554, b"spam"), "554 spam", True, False),
        (smtplib.SMTPDataError(452, "later"), "452 later", False, False),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), "535 bad password", False, True),
        (smtplib.SMTPSenderRefused(553, b"not yours", "portal@example.test"), "553 not yours", False, True),
        (smtplib.SMTPServerDisconnected("closed"), "closed", False, True),
        (smtplib.SMTPNotSupportedError("no SMTPUTF8"), "no SMTPUTF8", True, False),
        (TimeoutError(), "TimeoutError", False, True),
        (ValueError("Invalid address"), "Invalid address", True, False),
        (KeyError("facts"), "KeyError: 'facts'", False, False),
    ],
)
def test_an_answer_is_final_or_tried_again_or_no_answer_at_all(error, words, is_final, is_down):
    answer = answer_of(error)

    assert (answer.words, answer.is_final, answer.is_down) == (words, is_final, is_down)
