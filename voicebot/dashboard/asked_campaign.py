"""The form of a new campaign as it was filled in."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from fastapi import Form

from voicebot.bootstrap.campaign_lists import Wanted
from voicebot.bootstrap.office import Office
from voicebot.dashboard.languages import LANGUAGES
from voicebot.dashboard.scripts_kept import script
from voicebot.dashboard.uploads import Uploads
from voicebot.errors import BadInput

Text = Annotated[str, Form(max_length=200)]


class AskedCampaign:
    """`upload` names the list that was sent before the form; `file` is what it was called there."""

    def __init__(
        self,
        upload: Annotated[UUID | None, Form()] = None,
        file: Text = "",
        everybody: Text = "",
        name: Text = "",
        flow: Text = "",
        other: Text = "",
        language: Text = "en",
        starts_at: Text = "",
    ) -> None:
        self.upload = upload or uuid4()
        self.file = file.strip()
        self.everybody = everybody == "yes"
        self.name, self.flow, self.other = name.strip(), flow, other
        self.language = language if language in LANGUAGES else "en"
        self.starts_at = starts_at.strip()

    def wanted(self, office: Office, zone: str) -> Wanted:
        """Raises BadInput, NotFound."""
        folder = office.settings.dialplans
        return Wanted(
            name=self.name,
            flow=script(folder, self.flow),
            language=self.language,
            list_file=self._list(office),
            list_name=self.file or self.name,
            starts_at=self._starts(zone, office.clock.now()),
            other=script(folder, self.other) if self.other else None,
        )

    def _list(self, office: Office) -> Path | None:
        if self.everybody:
            return None
        file = Uploads(office.settings.home).file(self.upload)
        if not file.is_file():
            raise BadInput("no list has arrived", "choose a CSV file, or say that all are meant")
        return file

    def _starts(self, zone: str, now: datetime) -> datetime | None:
        if not self.starts_at:
            return None
        try:
            found = datetime.fromisoformat(self.starts_at).replace(tzinfo=ZoneInfo(zone))
        except ValueError as error:
            raise BadInput("this is no time to start at", "choose day and time") from error
        if found <= now:
            raise BadInput("the time to start at is over", "choose a later one, or none")
        return found
