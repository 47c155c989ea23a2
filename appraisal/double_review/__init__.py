"""Two independent reviews of one dossier: who gives which, who sees them when, how they are compared (decision 15).

`phases` decides who sees what; only `queries` reads independent scores; `policies` gives reasons for refusals;
`settings` is what a year reviews twice; `blind` is the page of each member before the comparison; `comparison` shows
the differences; `agreement` computes the statistics.
"""
