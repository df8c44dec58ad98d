"""Panels and tables of the longer pages: what stands beside the essay."""
