"""Boards: views of a year's results, each with its plot, its table, its data and its own URL."""
