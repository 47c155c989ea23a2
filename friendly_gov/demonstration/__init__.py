"""A demonstration year: 114 communes with plausible data at a chosen stage, made through the portal's own services."""
