"""A file field speaks the language of the page: the portal draws its button, not the browser."""

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string
from django.utils import translation


class Sent(forms.Form):
    scan = forms.FileField(label="Trang quét", help_text="PDF")


@pytest.mark.parametrize(("language", "words"), [("vi", "Chọn tệp"), ("en", "Choose a file")])
def test_a_crispy_file_field_has_the_portals_own_button_and_says_what_is_wrong(language, words):
    with translation.override(language):
        html = render_crispy_form(Sent({}, {}))
        plain = render_to_string("django/forms/widgets/file.html", {"widget": Sent()["scan"].subwidgets[0].data})
    assert f'for="id_scan">{words}</label><span class="file-control-name' in html
    assert '<span class="file-control is-invalid"><input type="file" name="scan"' in html
    assert html.index("file-control is-invalid") < html.index("invalid-feedback")
    assert words in plain
