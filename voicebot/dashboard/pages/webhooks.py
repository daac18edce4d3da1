"""Webhooks: other systems that are told of events."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.webhook_events import Event
from voicebot.adapters.webhooks.addresses import place_of
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.error_words import told_to
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import by
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput

router = APIRouter(prefix="/settings/webhooks")
Manager = Annotated[Viewer, Depends(Permitted(Permission.MANAGE_USERS))]
Id = Annotated[str, Path(max_length=64)]
Typed = Annotated[str, Form(max_length=2000)]
LATEST = 20
EVENTS = {
    Event.CALL_ENDED: mark("a call ended"),
    Event.OPT_OUT_SAVED: mark("somebody opted out"),
    Event.COMPLAINT_RECEIVED: mark("somebody complained"),
}
STATES = {
    "WAITING": mark("on its way"),
    "DELIVERED": mark("delivered"),
    "GIVEN_UP": mark("given up"),
}


@router.get("")
def show(request: Request, office: TheOffice, _: Manager) -> Response:
    """Those that are told, of programs as well."""
    return _shown(request, office)


@router.post("")
def make(
    request: Request,
    office: TheOffice,
    viewer: Manager,
    url: Typed = "",
    call_ended: Typed = "",
    opt_out_saved: Typed = "",
    complaint_received: Typed = "",
    personal: Typed = "",
) -> Response:
    """Have an address told; its secret is shown once."""
    chosen = (call_ended, opt_out_saved, complaint_received)
    wanted = [event for event, yes in zip(EVENTS, chosen, strict=True) if yes]
    try:
        place_of(url.strip(), office.settings.webhook_private_addresses)
        _, secret = office.storage.webhooks.make(
            url.strip(), wanted, personal=bool(personal), by=by(viewer)
        )
    except BadInput as error:
        return _shown(request, office, status=422, url=url, error=told_to(request, error))
    return _shown(request, office, secret=secret)


@router.get("/{webhook_id}")
def one(request: Request, office: TheOffice, _: Manager, webhook_id: Id) -> Response:
    """What it was told last. Raises NotFound."""
    webhook = office.storage.webhooks.get(webhook_id)
    return page(
        request,
        "settings_webhook.html",
        title=mark("Settings"),
        webhook=webhook,
        deliveries=office.storage.deliveries.page(webhook_id, LATEST),
        event_words=EVENTS,
        state_words=STATES,
    )


@router.post("/{webhook_id}/test")
def test(office: TheOffice, _: Manager, webhook_id: Id) -> Response:
    """Send it an event without data. Raises NotFound, BadInput for one that has ended."""
    office.storage.webhooks.test(webhook_id)
    return RedirectResponse(f"/settings/webhooks/{webhook_id}", 303)


@router.post("/{webhook_id}/retry")
def retry(office: TheOffice, _: Manager, webhook_id: Id) -> Response:
    """Try again what was given up. Raises NotFound."""
    webhook = office.storage.webhooks.get(webhook_id)
    office.storage.deliveries.try_again(webhook.webhook_id, office.clock.now())
    return RedirectResponse(f"/settings/webhooks/{webhook_id}", 303)


@router.post("/{webhook_id}/end")
def end(office: TheOffice, viewer: Manager, webhook_id: Id) -> Response:
    """It is told nothing any more. Raises NotFound."""
    office.storage.webhooks.end(webhook_id, by(viewer))
    return RedirectResponse("/settings/webhooks", 303)


def _shown(
    request: Request,
    office: Office,
    status: int = 200,
    url: str = "",
    error: str = "",
    secret: str = "",
) -> Response:
    return page(
        request,
        "settings_webhooks.html",
        status=status,
        title=mark("Settings"),
        webhooks=office.storage.webhooks.every(),
        event_words=EVENTS,
        url=url,
        error=error,
        secret=secret,
    )
