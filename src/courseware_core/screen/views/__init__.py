"""Screens from states: one module per activity, and the guide around them."""
