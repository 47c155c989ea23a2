"""Two independent reviews of one dossier: who gives which, who sees them when, how they are compared (decision 15).

`phases` decides who sees what, `queries` alone reads independent scores, `policies` say why not, `settings` is what a
year reviews twice, `blind` is the desk while both judge alone, `comparison` their differences, `agreement` the figures.
"""
