"""Levels as official papers write them: papers are Vietnamese, whatever the reader's language."""

from scoring.core import Level


def level_in_papers(level: int) -> str:
    """The level's number after "Mức", never broken between the lines; "Không đạt chuẩn"."""
    return f"Mức\u00a0{int(level)}" if level else "Không đạt chuẩn"


LEVELS_IN_PAPERS = {level: level_in_papers(level) for level in sorted(Level, reverse=True)}
