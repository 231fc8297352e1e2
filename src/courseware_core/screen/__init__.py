"""Pure: what a person sees, platform-free, and what comes back from it."""
