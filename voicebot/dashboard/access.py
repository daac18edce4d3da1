"""Who asks: a program with a token."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.bootstrap.office import Office
from voicebot.dashboard.masking import Masking
from voicebot.dashboard.problems import Refused
from voicebot.dashboard.scopes import Scope
from voicebot.errors import said

BEARER = HTTPBearer(auto_error=False, description="A token of `voicebot token create`.")


def opened_office(request: Request) -> Office:
    """What this installation keeps."""
    office: Office = request.app.state.office
    return office


TheOffice = Annotated[Office, Depends(opened_office)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]


class Holder:
    """Lets in whoever holds a token with all of these scopes."""

    def __init__(self, *scopes: Scope) -> None:
        self.scopes = scopes

    def __call__(self, office: TheOffice, given: Credentials) -> ApiToken:
        """The token. Raises Refused: 401 without a valid one, 403 for one of other scopes."""
        token = office.storage.tokens.of(given.credentials) if given else None
        if token is None or not token.valid(office.clock.now()):
            raise Refused(
                HTTPStatus.UNAUTHORIZED,
                "a valid token is needed: make one by `voicebot token create`",
                {"WWW-Authenticate": "Bearer"},
            )
        for scope in self.scopes:
            require(token, scope)
        return token


def require(token: ApiToken, scope: Scope) -> None:
    """Raises Refused (403) for a token without the scope."""
    if scope not in token.scopes:
        raise Refused(
            HTTPStatus.FORBIDDEN,
            said("this token lacks the scope {scope}: make another one", scope=scope),
        )


def by(token: ApiToken) -> str:
    """A program as the journal names it."""
    return f"token {token.token_id}"


def masking(token: ApiToken) -> Masking:
    """Personal data as this program may see them."""
    return Masking(Scope.PERSONS_READ in token.scopes)
