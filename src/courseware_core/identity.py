"""Who acts: a person as one surface knows them."""

from dataclasses import dataclass
from hashlib import sha256

DIRECT = "direct"
"""The tenant of who is in no workspace or server: of somebody known from direct messages alone."""


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """A user of one surface. `tenant` is the workspace, server or machine the surface knows them in.

    Facts carry the identity; which identities are one learner is kept beside the facts and may change.
    No part is empty, and only `user` may hold a colon, so that the written form is one identity's alone.

    Raises: ValueError.
    """

    surface: str
    tenant: str
    user: str

    def __post_init__(self) -> None:
        if not (self.surface and self.tenant and self.user):
            raise ValueError("an identity has a surface, a tenant and a user, and none of them is empty")
        if ":" in self.surface + self.tenant:
            raise ValueError(f"the surface and tenant of an identity hold no colon: {self}")
        try:
            str(self).encode()
        except UnicodeEncodeError as error:
            raise ValueError("an identity is text that can be written as UTF-8") from error
        if "\0" in str(self):
            raise ValueError("an identity has no NUL character, which not every database can keep")

    def __str__(self) -> str:
        return f"{self.surface}:{self.tenant}:{self.user}"

    @classmethod
    def parse(cls, words: str) -> "Identity":
        """The identity written `surface:tenant:user`. Raises: ValueError when a part is missing."""
        surface, tenant, user = [*words.split(":", 2), "", ""][:3]
        if not (surface and tenant and user):
            raise ValueError(f"{words!r} is not of the form surface:tenant:user")
        return cls(surface, tenant, user)

    @property
    def scope(self) -> str:
        """The tenant as the whole world knows it, written `surface:tenant`."""
        return f"{self.surface}:{self.tenant}"

    @property
    def account(self) -> "Identity":
        """The user outside of any tenant, on a surface that knows them by the same name in every one."""
        return Identity(self.surface, DIRECT, self.user)

    def person_session(self) -> str:
        """The session that holds what this person chose and was told."""
        return "p" + sha256(str(self).encode()).hexdigest()[:15]


FORGOTTEN = Identity("forgotten", "forgotten", "forgotten")
"""Stands where an identity was named that has been forgotten since."""

OPERATOR = Identity("operator", "operator", "operator")
"""Sets what holds for a tenant: no person, so that it outlasts whoever did it."""


def tenant_session(scope: str) -> str:
    """The session that holds what was set for a tenant, written `surface:tenant`."""
    return "t" + sha256(scope.encode()).hexdigest()[:15]
