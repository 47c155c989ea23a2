"""Two reviews are blind to each other until both are complete [S8]: the whole product of phase, round and viewer."""

from itertools import product

import pytest

from appraisal.double_review.phases import Phase, Round, Viewer, may_see_independent_score, phase_of


@pytest.mark.parametrize(("phase", "round", "viewer"), list(product(Phase, Round, Viewer)))
def test_who_sees_an_independent_score(phase, round, viewer):  # noqa: A002
    compared = phase in (Phase.CONSOLIDATING, Phase.COMPLETE) and round in (Round.FIRST, Round.SECOND)
    expected = {
        Viewer.AUTHOR: True,
        Viewer.OTHER: compared,
        Viewer.OVERSEER: compared,
        Viewer.OUTSIDER: False,
    }[viewer]

    assert may_see_independent_score(phase=phase, round=round, viewer=viewer) is expected


@pytest.mark.parametrize("viewer", [viewer for viewer in Viewer if viewer is not Viewer.AUTHOR])
@pytest.mark.parametrize("round", list(Round))
def test_while_both_judge_nobody_but_the_author_sees_anything(round, viewer):  # noqa: A002
    assert not may_see_independent_score(phase=Phase.INDEPENDENT, round=round, viewer=viewer)


@pytest.mark.parametrize(("first", "second", "open_criteria"), list(product((True, False), (True, False), (0, 1, 69))))
def test_the_phase_follows_from_both_parts_and_the_open_criteria(first, second, open_criteria):
    expected = Phase.INDEPENDENT
    if first and second:
        expected = Phase.CONSOLIDATING if open_criteria else Phase.COMPLETE

    assert phase_of(first_done=first, second_done=second, open_criteria=open_criteria) is expected
