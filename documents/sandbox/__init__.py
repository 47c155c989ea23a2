"""The sandbox: code that reads uploaded content runs in separate processes with little time and memory and no secrets.

`reading.read` runs one of our own readers (`documents.readers`, `evidence.readers`), `programs.run` a foreign program.
"""
