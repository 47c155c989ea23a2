"""A concluded year under the points of another scoring table: nothing of it is stored [S7]."""
