"""How a board looks to somebody: the same for all of one language, zone and role."""

from dataclasses import dataclass, field, replace

from voicebot.dashboard.templating import environment
from voicebot.dashboard.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Look:
    """`viewer` is one of those who see it so; no token of theirs gets into what others see."""

    language: str
    zone: str
    role: str
    viewer: Viewer = field(compare=False, repr=False)

    @classmethod
    def of(cls, viewer: Viewer) -> "Look":
        """How that viewer sees it."""
        anyone = replace(viewer, csrf="")
        return cls(viewer.language, viewer.zone, viewer.known.role, anyone)

    def render(self, template: str, **values: object) -> str:
        """A part of the board."""
        return (
            environment(self.language).get_template(template).render(viewer=self.viewer, **values)
        )
