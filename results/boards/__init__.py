"""Boards: what a year's results show, each with its plot, its table, its data and its own address."""
