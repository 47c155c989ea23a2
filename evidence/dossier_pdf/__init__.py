"""The dossier as one PDF [dossier 1-4]: its contents, its own pages, and how it is put together."""
