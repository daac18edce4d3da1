"""Every error this program raises on purpose.

    VoicebotError
    ├── BadInput                 what was handed in cannot be used (exit 2 on a command line option)
    │   ├── BadNumber
    │   ├── BadList              a contact list or registry file
    │   ├── BadFlow              a dialogue file; carries every problem with file and line
    │   ├── BadAudio             not a WAV we can read
    │   ├── BadCorpus            utterances to learn from that cannot be used
    │   ├── BadTable             a table to learn from that cannot be used
    │   │   └── Leak             a column known only after the fact; carries the columns
    │   └── BadSettings
    ├── NotAllowed               the decision said no; carries the reasons
    ├── NotFound                 no such campaign, flow, opt-out, …
    ├── SpeechError
    │   ├── ModelMissing
    │   ├── ModelCorrupt
    │   ├── DownloadFailed
    │   └── VoiceMissing
    ├── TelephonyError
    │   ├── PbxAbsent            no provider can serve Asterisk here
    │   ├── PbxFailed            Asterisk did not start or answer
    │   ├── RegistrationFailed   wrong password, no answer
    │   ├── PortTaken
    │   └── AgentLost            an agent process ended while it held calls
    ├── ModelDamaged             a trained model's file is not what its card says
    ├── NotBetter                a trained model does not beat the one in force
    └── StorageError
        ├── DatabaseUnreachable
        ├── DatabaseRefused      answers, but does not take what it is given
        ├── DatabaseTooNew       written by a newer version of this program
        ├── DatabaseReadOnly
        ├── DatabaseDamaged      not a database, or a broken one
        └── DiskFull

A message is one sentence that says what happened and what to do; `remedy` repeats the second half
for programs. What is not the same each time is written by `said`, so that the sentence can be told
in other languages.
"""

from typing import Any


class Sentence(str):
    """A sentence that remembers how it was made: its template, and the values in it by name."""

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> "Sentence":
        """The template filled as by `str.format`."""
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """So that it can be copied, and handed to another process."""
        return (self.template,), self.values


def said(template: str, /, **values: Any) -> Sentence:
    """A sentence of an error: `said("there is no campaign {name!r}", name=name)`.

    A value can be such a sentence itself.
    """
    return Sentence(template, **values)


def to_say(template: str) -> str:
    """A template that is filled by `said` elsewhere: marked here, so that catalogs have it."""
    return template


class VoicebotError(Exception):
    """Something this program expected might happen, said in one sentence with its remedy."""

    def __init__(self, happened: str, remedy: str = "") -> None:
        self.happened = happened
        self.remedy = remedy
        super().__init__(f"{happened}: {remedy}" if remedy else happened)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.__dict__.copy(), self.args)


def _rebuild(
    kind: type[VoicebotError], state: dict[str, object], args: tuple[object, ...]
) -> object:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class BadInput(VoicebotError):
    """What was handed in cannot be used."""


class BadNumber(BadInput):
    """A text that is not a telephone number that can be dialled."""


class BadList(BadInput):
    """A contact list or registry file that cannot be read."""


class BadFlow(BadInput):
    """A dialogue file with problems; `problems` holds them as `file:line: text`."""

    def __init__(self, happened: str, problems: tuple[str, ...], remedy: str = "") -> None:
        super().__init__(happened, remedy)
        self.problems = problems


class BadAudio(BadInput):
    """A file that is not audio we can read."""


class BadCorpus(BadInput):
    """Utterances to learn from or to measure on that cannot be used."""


class BadTable(BadInput):
    """A table to learn from that cannot be used."""


class Leak(BadTable):
    """A column whose values seem to be known only afterwards; `columns` holds every such one."""

    def __init__(self, happened: str, columns: tuple[str, ...], remedy: str = "") -> None:
        super().__init__(happened, remedy)
        self.columns = columns


class TooFew(BadTable):
    """Too few examples to learn from: the cold start."""


class BadSettings(BadInput):
    """A setting with a value that cannot be used."""


class NotAllowed(VoicebotError):
    """The decision said no; `reasons` holds every suppression reason by name."""

    def __init__(self, happened: str, reasons: tuple[str, ...], remedy: str = "") -> None:
        super().__init__(happened, remedy)
        self.reasons = reasons


class NotFound(VoicebotError):
    """No such thing under that name."""


class SpeechError(VoicebotError):
    """Recognition or synthesis cannot work."""


class ModelMissing(SpeechError):
    """No model for this language or engine is here."""


class ModelCorrupt(SpeechError):
    """A model's files do not have the hash in the catalogue."""


class DownloadFailed(SpeechError):
    """No source of a model could be fetched."""


class VoiceMissing(SpeechError):
    """No synthetic voice for this language is installed."""


class TelephonyError(VoicebotError):
    """SIP, RTP or the Asterisk that serves us."""


class PbxAbsent(TelephonyError):
    """No provider can serve Asterisk on this machine."""


class PbxFailed(TelephonyError):
    """Asterisk did not start, or does not answer."""


class RegistrationFailed(TelephonyError):
    """Asterisk refused or did not answer our REGISTER."""


class PortTaken(TelephonyError):
    """Another program holds the port."""


class AgentLost(TelephonyError):
    """An agent process ended while it held calls."""


class ModelDamaged(VoicebotError):
    """A trained model's file, card or pointer is not what it should be."""


class NotBetter(VoicebotError):
    """A trained model is not better than the one in force by more than noise."""


class StorageError(VoicebotError):
    """The database or the disk."""


class DatabaseUnreachable(StorageError):
    """No connection to the database."""


class DatabaseRefused(StorageError):
    """It answers, but does not take what it is given."""


class DatabaseTooNew(StorageError):
    """The database was written by a newer version of this program."""


class DatabaseReadOnly(StorageError):
    """The database cannot be written."""


class DatabaseDamaged(StorageError):
    """The database file is not a database of this program, or is broken."""


class DiskFull(StorageError):
    """No space is left on the disk."""
