"""How a broken promise is told: by its number, with what was found and what was expected."""


class Broken(AssertionError):
    """A promise was broken; the message begins with its number."""


def keep(promise: str, held: object, told_how: str) -> None:
    """Raises Broken unless the promise was held."""
    if not held:
        raise Broken(f"{promise}: {told_how}")


def same(promise: str, found: object, expected: object, what: str) -> None:
    """Raises Broken unless what was found is what was expected."""
    if found != expected:
        raise Broken(f"{promise}: {what}\n  found    {found}\n  expected {expected}")
