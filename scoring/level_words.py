"""Levels as official papers write them: always in Vietnamese, whatever the reader's language."""

from scoring.core import Level


def level_in_papers(level: int) -> str:
    """The level's number after "Mức", joined by a no-break space; or "Không đạt chuẩn"."""
    return f"Mức\u00a0{int(level)}" if level else "Không đạt chuẩn"


LEVELS_IN_PAPERS = {level: level_in_papers(level) for level in sorted(Level, reverse=True)}
