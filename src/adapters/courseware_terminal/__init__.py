"""Courses in a terminal: a window with single keys, or lines for pipes and screen readers."""
