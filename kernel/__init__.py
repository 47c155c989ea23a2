"""Small mechanisms that every app uses: no models, and no domain terms except the calendar's deadline rule."""
