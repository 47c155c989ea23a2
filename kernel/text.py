"""Text as people mean it: cleaned where it enters, folded where it is searched, ordered as Vietnamese names are.

Every entrance cleans: requests by the middleware (`friendly_gov.middleware`), workbooks by `documents.workbooks`, the
text of files where it is read. Decision 29 says why.
"""

import re
import unicodedata

# Letters that look like Đ and are typed or converted by mistake (Icelandic eth, African d), and hyphens that do not
# break: a document's number is searched and recognised by its plain signs.
_LOOKALIKES = {0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x256: "đ", 0x2010: "-", 0x2011: "-"}
# Invisible though no format characters: fillers of Hangul, Khmer and the grapheme joiner.
_FILLERS = frozenset({0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0})
_BLANK_BRAILLE = 0x2800
# Format characters that are seen: signs of Arabic and Syriac numbers, and of Kaithi.
_SEEN_FORMATS = frozenset({*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD})
# Kept only between letters that need them: joiners, and selectors of an emoji's look.
_JOINERS = frozenset({0x200C, 0x200D, 0xFE0E, 0xFE0F})
_JOINER = re.compile("[\u200c\u200d\ufe0e\ufe0f]")
_KEYCAP = "\u20e3"
# Scripts whose letters join, from Arabic to the scripts of India, Myanmar, Khmer and Mongolian.
_JOINING = re.compile("[\u0600-\u0dff\u1000-\u109f\u1780-\u18af]")
_SPACES = re.compile("[ \t]+")
_LINE_MARGINS = re.compile(r" *\n *")
_MARKS = re.compile("[\u0302\u0306]")
_TONE_FIRST = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")


class _Letters(dict):
    """What becomes of each letter, found out once."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = _become(code)
        return self[code]


def _become(code: int) -> int | str | None:
    letter = chr(code)
    kind = unicodedata.category(letter)
    if code in _LOOKALIKES:
        return _LOOKALIKES[code]
    if letter in "\n\t\f" or code in _SEEN_FORMATS or code in _JOINERS:
        return code
    if letter in "\v\x85" or kind in ("Zl", "Zp"):
        return "\n"
    if kind == "Zs" or code == _BLANK_BRAILLE:
        return " "
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return None if kind in ("Cc", "Cf", "Cs") or code in _FILLERS or is_noncharacter else code


_LETTERS = _Letters()


def clean_letters(text: str) -> str:
    """Composed letters (NFC), none invisible, plain spaces and line ends; lines, pages and runs of spaces stay."""
    if text.isascii() and text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LETTERS)
    plain = _JOINER.sub(_keep_joiner, plain)
    return compose(plain)


def compose(text: str, form: str = "NFC") -> str:
    """Letters with their accents as one letter each, even where the tone was written before the letter's own mark."""
    if _MARKS.search(text):
        text = _TONE_FIRST.sub(r"\2\1", unicodedata.normalize("NFD", text))
    return unicodedata.normalize(form, text)


def clean(text: str) -> str:
    """What somebody typed, as it is kept: clean letters, one space where several stood, lines without margins."""
    if _PLAIN.fullmatch(text):
        return text
    plain = _SPACES.sub(" ", clean_letters(text).replace("\f", "\n"))
    return _LINE_MARGINS.sub("\n", plain).strip()


def clean_line(text: str) -> str:
    """The same for what has one line: names, addresses, words that are searched."""
    return clean(text).replace("\n", " ")


def fold(text: str) -> str:
    """Text without case and accents; expects clean letters, keeps their places."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def search_key(text: str) -> str:
    """Text as people search for it, so that "hai duong" finds "Hải Dương", however either was typed."""
    return fold(clean_line(text))


def _keep_joiner(found: re.Match) -> str:
    """The joiner where a language or an emoji needs it, else nothing."""
    whole, place = found.string, found.start()
    before, after = whole[place - 1 : place], whole[place + 1 : place + 2]
    joiner = found[0]
    if joiner in "\ufe0e\ufe0f":
        return joiner if before and (_is_symbol(before) or after == _KEYCAP) else ""
    if _JOINING.match(before) and _JOINING.match(after):
        return joiner
    joins_emoji = joiner == "\u200d" and before and after and (_is_symbol(before) or before == "\ufe0f")
    return joiner if joins_emoji and _is_symbol(after) else ""


def _is_symbol(letter: str) -> bool:
    """A pictograph, an arrow, or a skin tone."""
    return unicodedata.category(letter) in ("So", "Sm", "Sk")


# -- The order of names -------------------------------------------------------------------------------------------
_ALPHABET = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = {letter: f"{place:02x}" for place, letter in enumerate(_ALPHABET, start=1)}
_OTHER = "ff"
# Level, falling (huyền), hook (hỏi), tilde (ngã), acute (sắc), dot below (nặng).
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def name_key(name: str) -> str:
    """A key by which names fall in Vietnamese order: letters first (Đ after D, Â after A), then tones, then capitals.

    It holds hexadecimal digits alone, so both databases and Python order it alike, whatever their collation.
    """
    letters, tones, capitals = [], [], []
    for letter in clean_line(name):
        base, tone = _without_tone(letter.lower())
        place = _PLACES.get(base) or _PLACES.get(fold(base)) or ("01" if not base.isalnum() else _OTHER)
        letters.append(place)
        tones.append(tone)
        capitals.append("1" if letter != letter.lower() else "0")
    return f"{''.join(letters)}00{''.join(tones)}0{''.join(capitals)}"


def _without_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[part] for part in parts if part in _TONES), "0")
    base = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", base), tone
