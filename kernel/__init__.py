"""Small mechanisms every app rests on: no models, no domain words beyond the calendar's rule."""
