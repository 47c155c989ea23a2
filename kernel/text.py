"""Normalise text: cleaned where it enters the portal, folded for searching.

Every input is cleaned: requests by `friendly_gov.middleware`, workbooks, the text of files (decision 29).
"""

import re
import unicodedata

# Letters that look like Đ and come from typing or conversion errors (Icelandic eth, African d), and non-breaking
# hyphens: a document's number is searched and recognised by plain characters.
_LOOKALIKES = {0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x256: "đ", 0x2010: "-", 0x2011: "-"}
# Invisible, although not of the format category: fillers of Hangul, Khmer, the grapheme joiner, the empty Braille cell.
_FILLERS, _BLANK_BRAILLE = frozenset({0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}), 0x2800
# Format characters that are visible: signs of Arabic and Syriac numbers, and of Kaithi.
_SEEN_FORMATS = frozenset({*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD})
# Kept only between characters that need them: joiners, and variation selectors of emoji.
_JOINER = re.compile("[\u200c\u200d\ufe0e\ufe0f]")
# Scripts with joining letters, from Arabic to the scripts of India, Myanmar, Khmer and Mongolian.
_JOINING = re.compile("[\u0600-\u0dff\u1000-\u109f\u1780-\u18af]")
_SPACES, _LINE_MARGINS = re.compile("[ \t]+"), re.compile(r" *\n *")
_TONE_FIRST = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")


class _Letters(dict[int, int | str | None]):
    """The replacement of each character, computed once."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = _replacement(code)
        return self[code]


def _replacement(code: int) -> int | str | None:
    kind = unicodedata.category(letter := chr(code))
    if code in _LOOKALIKES:
        return _LOOKALIKES[code]
    if letter in "\n\t\f" or code in _SEEN_FORMATS or _JOINER.match(letter):
        return code
    if letter in "\v\x85" or kind in ("Zl", "Zp"):
        return "\n"
    if kind == "Zs" or code == _BLANK_BRAILLE:
        return " "
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return None if kind in ("Cc", "Cf", "Cs") or code in _FILLERS or is_noncharacter else code


_LETTERS = _Letters()


def clean_letters(text: str) -> str:
    """Composed letters (NFC), no invisible ones, plain spaces and line ends; lines, pages and runs of spaces stay."""
    if text.isascii() and text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LETTERS)
    return compose(_JOINER.sub(_keep_joiner, plain))


def compose(text: str, *, compatible: bool = False) -> str:
    """Compose letters and accents (NFC), also where the tone mark was written before the letter's own mark."""
    if "\u0302" in text or "\u0306" in text:
        text = _TONE_FIRST.sub(r"\2\1", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFKC" if compatible else "NFC", text)


def clean(text: str) -> str:
    """Typed text as it is stored: clean letters, single spaces, no space at the ends of lines."""
    plain = _SPACES.sub(" ", clean_letters(text).replace("\f", "\n"))
    return _LINE_MARGINS.sub("\n", plain).strip()


def clean_line(text: str) -> str:
    """The same for text of one line: names, addresses, search terms."""
    return _SPACES.sub(" ", clean(text).replace("\n", " "))


def fold(text: str) -> str:
    """Text without case and accents, of the same length; expects clean text."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def search_key(text: str) -> str:
    """Text folded for searching, so that "hai duong" finds "Hải Dương", whichever way either was typed."""
    return " ".join(fold(clean_line(text)).split())


def _keep_joiner(match: re.Match[str]) -> str:
    """Keep the joiner where a language or an emoji needs it, else remove it."""
    whole, place = match.string, match.start()
    joiner, before, after = match[0], whole[place - 1 : place], whole[place + 1 : place + 2]
    if joiner in "\ufe0e\ufe0f":
        return joiner if before and (_is_symbol(before) or after == "\u20e3") else ""
    if _JOINING.match(before) and _JOINING.match(after):
        return joiner
    joins_emoji = joiner == "\u200d" and before and after and (_is_symbol(before) or before == "\ufe0f")
    return joiner if joins_emoji and _is_symbol(after) else ""


def _is_symbol(letter: str) -> bool:
    """True for a pictograph, an arrow or a skin tone."""
    return unicodedata.category(letter) in ("So", "Sm", "Sk")
