"""On what grounds was a number called on a day: the answer, and everything it rests on.

`found` is what the books hold, `dossier` what of it was known then, `findings` the plain answer,
`words` its language, `page` the page to print.
"""

from voicebot.evidence.dossier.dossier import Dossier, compile_dossier
from voicebot.evidence.dossier.found import Found
from voicebot.evidence.dossier.span import Span
from voicebot.evidence.dossier.words import Words

__all__ = ["Dossier", "Found", "Span", "Words", "compile_dossier"]
