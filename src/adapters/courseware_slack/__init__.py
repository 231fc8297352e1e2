"""Courses in Slack: an app that teaches in direct messages, modals and its Home tab."""
