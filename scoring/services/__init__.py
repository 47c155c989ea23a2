"""The services of this app."""
