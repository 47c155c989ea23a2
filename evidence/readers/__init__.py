"""Readers of evidence: facts from a file, and its pages for the dossier's PDF. Sandboxed, like `documents.readers`."""
