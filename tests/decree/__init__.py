"""The decision as tests: one module per rule, named after it, for a reader who knows the law and not the code.

Each module opens with its rule and clause; each test is one sentence of it. The acts go through the portal's own pages
and services, on its own database; only the clock is set. `docs/rules.md` lists rule, code and tests.
"""
