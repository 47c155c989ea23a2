"""A concluded year recomputed under another scoring table; nothing of it is stored [S7]."""
