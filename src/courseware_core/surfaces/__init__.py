"""What every chat surface needs between a platform's interactions and the app."""
