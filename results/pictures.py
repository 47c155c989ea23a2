"""Pictures made by the server: shapes as data, rendered by one template that escapes every text and attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; every number is already text, with a decimal point in every language."""

    look: str
    x: str
    y: str
    width: str
    height: str
    rounded: bool = False
    kind = "rect"


@dataclass(frozen=True, slots=True)
class Path:
    """A line, or many dots."""

    look: str
    d: str
    kind = "path"


@dataclass(frozen=True, slots=True)
class Text:
    """Text at a position, aligned by `anchor`; `turned` is a transform."""

    look: str
    x: str
    y: str
    words: str
    anchor: str = "middle"
    turned: str = ""
    kind = "text"


@dataclass(frozen=True, slots=True)
class Words:
    """Many short texts of one look, each as (x, y, text): a third of the bytes of single ones."""

    look: str
    places: Sequence[tuple[int, int, str]]
    kind = "words"

    @property
    def spans(self) -> SafeString:
        """The texts as elements, escaped; thousands of them would take a template ten times as long."""
        made = (f'<tspan x="{x:d}" y="{y:d}">{escape(words)}</tspan>' for x, y, words in self.places)
        return mark_safe("".join(made))  # noqa: S308 (escaped above)


Shape = Rect | Path | Text | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its title, and one sentence for screen readers; `key` is the prefix of its ids."""

    key: str
    look: str
    width: int
    height: int
    title: str
    description: str
    shapes: Sequence[Shape]

    def written(self) -> SafeString:
        """As SVG with attributes only, because of the strict Content-Security-Policy."""
        return render_to_string("results/_picture.html", {"picture": self})


def figure(value: float, places: int = 1) -> str:
    """A coordinate, with a decimal point in every language."""
    return f"{value:.{places}f}"
