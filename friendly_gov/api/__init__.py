"""The read API under /api/v1/: what is public for everybody, and more for a token (decisions 0063 and 0085)."""
