"""Who looks at a page, and how they want it."""

from dataclasses import dataclass

from voicebot.adapters.storage.supervisors.users import User
from voicebot.dashboard.masking import Masking
from voicebot.dashboard.roles import Permission, Role, may

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody at a browser; `user` is None before they log in.

    `csrf` is what each of their changing requests must bring along.
    """

    user: User | None
    language: str
    zone: str
    theme: str
    csrf: str

    @property
    def known(self) -> User:
        """The supervisor; only on routes that ask for a permission."""
        assert self.user is not None
        return self.user

    @property
    def name(self) -> str:
        """The login name; empty before login."""
        return self.user.name if self.user else ""

    @property
    def masking(self) -> Masking:
        """Personal data as this viewer may see them."""
        return Masking(self.may(Permission.SEE_PERSONS))

    def may(self, permission: Permission | str) -> bool:
        """True if the viewer has the permission."""
        return self.user is not None and may(Role(self.user.role), Permission(permission))
