"""`voicebot transcribe`: the words in a file."""

from pathlib import Path
from typing import Annotated

import typer

from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.speech.offline import Transcription, transcribe
from voicebot.adapters.speech.wav import read_speech
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("transcribe", epilog="Example: voicebot transcribe hello.wav --lang en")(_command)


def _command(
    file: Annotated[Path, typer.Argument(help="A WAV file of any rate, mono or stereo.")],
    lang: Annotated[str, typer.Option(help="The language spoken: en, ru, …")] = "en",
    engine: Annotated[str, typer.Option(help="vosk, moonshine, whisper, or a model's name.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Recognise the speech in a WAV file."""
    pcm = read_speech(file)
    engines = Engines(Settings.load())
    model = engines.chosen(lang, engine)
    told = transcribe(engines.engine_for(lang, engine), pcm, lang)
    if json_:
        print_json(_json(told, model.engine))
        return
    console.print(told.heard.text or "(no words)", highlight=False, markup=False)
    console.print(
        f"{model.name}: {told.audio_s:.1f} s of audio, {told.cpu_s:.2f} s of CPU, "
        f"confidence {told.heard.confidence:.2f}",
        style="dim",
        highlight=False,
    )


def _json(told: Transcription, engine: str) -> dict[str, object]:
    first = told.first_word_s
    return {
        "text": told.heard.text,
        "engine": engine,
        "audio_s": round(told.audio_s, 3),
        "cpu_s": round(told.cpu_s, 3),
        "first_word_s": None if first is None else round(first, 3),
        "confidence": round(told.heard.confidence, 3),
    }
