"""One file an explorable: its words, its controls, and one call into mathcore."""
