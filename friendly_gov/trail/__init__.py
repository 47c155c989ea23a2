"""The pages of the trail: all of it, a unit's year, the proof of an entry."""
