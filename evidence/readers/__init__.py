"""Readers of evidence: what a file tells of itself, and its pages for the book. As `documents.readers`: confined."""
