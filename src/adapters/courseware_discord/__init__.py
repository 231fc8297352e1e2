"""Courses in Discord: a bot that teaches in private threads and direct messages, with buttons and forms."""
