"""What makes a page explorable: its frame, its address, its live picture and its controls."""
