"""Small mechanisms every floor of the house rests on: no models, no domain words beyond the calendar's rule."""
