"""Mutation tests: change one thing in a rule, and see whether a test notices. Run by `bin/mutants`."""
