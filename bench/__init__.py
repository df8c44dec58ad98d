"""What `make bench` and `make load` run: the app measured in a real browser, and under a whole class."""
