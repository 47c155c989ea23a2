"""The dossier as one PDF book [dossier 1-4]: what stands in it, its own pages, and how all of it is bound."""
