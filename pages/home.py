"""The map of all topics."""
