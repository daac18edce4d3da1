"""`voicebot learn train-words`: which words people say to us."""

from typing import Annotated

import typer

from voicebot.cli.learn_trained import show_trained
from voicebot.cli.learn_understanding import corpus_of, language_of_corpus
from voicebot.cli.output import JsonFlag
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.corpus import read_corpus
from voicebot.learning.understanding.likely import WORDS, card_of, card_page, counted
from voicebot.settings import Settings

EPILOG = "Example: voicebot learn train-words --lang en --promote"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("train-words", epilog=EPILOG)(train_words)


def train_words(
    lang: Annotated[str, typer.Option(help="Of which language: en or ru.")],
    promote: Annotated[bool, typer.Option(help="Put them in force at once.")] = False,
    json_: JsonFlag = False,
) -> None:
    """Count the corpus's words, to choose by where two recognition engines hear different ones."""
    settings = Settings.load()
    shelf = Shelf(settings.models)
    corpus = read_corpus(corpus_of(settings), language_of_corpus(lang))
    parts = counted(corpus)
    card = card_of(corpus, parts)
    version = shelf.put(WORDS, {lang: parts}, card, card_page(card))
    if promote:
        shelf.promote(WORDS, version)
    show_trained(settings, WORDS, version, promote, json_)
