"""Courses: the content model, its loader and linter, and the catalog of pinned activities."""
