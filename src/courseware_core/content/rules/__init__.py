"""The linter's rules, a function each, by what they look at."""
