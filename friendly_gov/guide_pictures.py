"""The pictures of the guides as figures of a page: `![what it shows](../images/NAME.webp)`, the caption below it.

They are static files, taken by bin/screenshots. A reader on a slow line loads only those they scroll to.
"""

from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from markdown_it.token import Token

# The size of a picture by its width, which its name says: that of the window of bin/screenshots.
_HEIGHTS = {1440: 900, 390: 844}


def show_pictures(tokens: list[Token]) -> None:
    """Turn each paragraph that begins with a picture into a figure; what follows the pictures is the caption."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        if opening.type != "paragraph_open" or not children or children[0].type != "image":
            continue
        for token in (opening, closing):
            token.tag, token.hidden = "figure", False
        end = next((place for place, child in enumerate(children) if child.type == "softbreak"), len(children))
        pictures = [_html(_picture(child)) for child in children[:end] if child.type == "image"]
        inline.children = [*pictures, _html("<figcaption>"), *children[end + 1 :], _html("</figcaption>")]


def _picture(image: Any) -> str:
    """The picture with its size, so that the page does not jump, and a link to it in full size."""
    name = Path(str(image.attrs["src"])).name
    width = int(Path(name).stem.rpartition("-")[2])
    kind = "is-phone" if width < 600 else "is-wide"
    return format_html(
        '<a class="{}" href="{}"><img src="{}" width="{}" height="{}" alt="{}" loading="lazy" decoding="async"></a>',
        kind,
        static(f"guides/{name}"),
        static(f"guides/{name}"),
        width,
        _HEIGHTS[width],
        image.content,
    )


def _html(text: str) -> Token:
    return Token("html_inline", "", 0, content=str(text))
