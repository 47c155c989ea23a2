"""Whatever reads what people sent runs here: in processes of its own, with little time and memory, and no secrets.

`reading.read` runs one of our own readers (`documents.readers`, `evidence.readers`), `programs.run` a foreign program.
"""
