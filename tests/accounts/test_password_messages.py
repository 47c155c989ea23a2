"""What is wrong with a new password is said in the language of the page: a newcomer reads it first of all."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import User


def test_a_newcomers_first_refusal_is_in_vietnamese():
    with translation.override("vi"):
        with pytest.raises(ValidationError) as refused:
            validate_password("12345678", User(email="moi@example.test", full_name="Chuyên viên mới"))
        helped = password_validators_help_texts()

    assert {"Mật khẩu quá ngắn: cần ít nhất 10 ký tự.", "Mật khẩu này quá phổ biến."} <= set(refused.value.messages)
    assert {"Mật khẩu có ít nhất 10 ký tự.", "Không dùng mật khẩu phổ biến."} <= set(helped)
