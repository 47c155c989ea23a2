"""Find a unit by the name people use: name or code, with or without accents, with or without its kind."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from communes.models import Commune
from kernel.text import search_key

_OFFICES = ("ubnd ", "uy ban nhan dan ", "people's committee of ")
_KINDS = {
    "phuong": Commune.Kind.WARD,
    "p.": Commune.Kind.WARD,
    "ward": Commune.Kind.WARD,
    "xa": Commune.Kind.COMMUNE,
    "x.": Commune.Kind.COMMUNE,
    "commune": Commune.Kind.COMMUNE,
    "dac khu": Commune.Kind.SPECIAL_ZONE,
    "special zone": Commune.Kind.SPECIAL_ZONE,
}


class Findable(Protocol):
    """An object that represents a unit."""

    @property
    def kind(self) -> str: ...

    @property
    def search_key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class UnitSearch:
    """A search for a unit, folded: `whole` as typed, or a unit of `kind` whose name contains `name`."""

    whole: str
    kind: str = ""
    name: str = ""

    @classmethod
    def of(cls, typed: str) -> "UnitSearch":
        """Parse what somebody typed or pasted: "Phường Đồ Sơn", "do son", "UBND xã An Lão, thành phố Hải Phòng"."""
        whole = search_key(typed).partition(",")[0].strip()
        for office in _OFFICES:
            whole = whole.removeprefix(office)
        for word, kind in _KINDS.items():
            if whole == word or whole.startswith(f"{word} ") or (word[-1] == "." and whole.startswith(word)):
                return cls(whole, kind, whole.removeprefix(word).strip())
            if whole.endswith(f" {word}"):
                return cls(whole, kind, whole.removesuffix(word).strip())
        return cls(whole)

    def __bool__(self):
        return bool(self.whole)

    def condition(self, path: str = "", *, at_words: bool = False) -> Q:
        """The condition on communes under the lookup `path`; `at_words`: the text begins the name or a word of it."""
        key = f"{path}search_key"

        def holds(text: str) -> Q:
            if at_words and text:
                return Q(**{f"{key}__startswith": text}) | Q(**{f"{key}__contains": f" {text}"})
            return Q(**{f"{key}__contains": text})

        if not self.kind:
            return holds(self.whole)
        return holds(self.whole) | Q(**{f"{path}kind": self.kind}) & holds(self.name)

    def fits(self, unit: Findable) -> bool:
        """True where this unit matches."""
        return self.whole in unit.search_key or bool(
            self.kind and unit.kind == self.kind and self.name in unit.search_key
        )
