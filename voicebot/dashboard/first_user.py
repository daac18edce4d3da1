"""The way in where there is no password yet: a link that opens once."""

from voicebot.adapters.storage.supervisors.users import User
from voicebot.bootstrap.office import Office
from voicebot.dashboard.roles import Role

FIRST = "admin"


def link_to(office: Office, user: User, by: str, address: str = "") -> str:
    """A new link for the user; `address` is where the pages are served, else as settings say."""
    settings = office.settings
    ours = address or f"http://{settings.web_bind}:{settings.web_port}"
    return f"{ours}/welcome/{office.storage.supervisors.users.link(user.user_id, by)}"


def first_link(office: Office, address: str) -> str | None:
    """While nobody can log in: a link for the first admin, who is made if need be."""
    users = office.storage.supervisors.users
    if users.anybody_can_log_in():
        return None
    admins = (user for user in users.every() if user.role == Role.ADMIN and not user.disabled_at)
    first = next(admins, None) or users.add(FIRST, Role.ADMIN, "first start")
    return link_to(office, first, "first start", address)
