"""A share is never shown as more than it is."""

from decimal import Decimal

import pytest

from kernel.percent import whole_percent


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 69, 0), (1, 1000, 0), (68, 69, 98), (69, 69, 100), (2, 3, 66), (Decimal("0.58"), 1, 58), (0, 0, None)],
)
def test_a_share_is_cut_and_a_hundred_means_all(part, whole, shown):
    assert whole_percent(part, whole) == shown
