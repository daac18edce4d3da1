"""`voicebot person show|review|same|different|link`."""

import getpass
from typing import Annotated, Any

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.person_standing import LinkedNumber, Question
from voicebot.adapters.storage.persons import Linked, Persons
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput
from voicebot.settings import Settings

app = typer.Typer(help="Persons: which numbers are one person's.", no_args_is_help=True)

Whom = Annotated[
    list[str],
    typer.Argument(help="The id of a likeness (see `person review`), or two numbers."),
]
By = Annotated[str, typer.Option(help="Who says so; your login name if not given.")]


@app.command(epilog="Example: voicebot person show +12025550123")
def show(
    number: Annotated[str, typer.Argument(help="The number, with its country code.")],
    json_: JsonFlag = False,
) -> None:
    """Show a number's person: all numbers with their records, and who else it may be."""
    asked = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        persons = office.storage.persons
        linked = persons.numbers_of(asked)
        numbers = [PhoneNumber(one.number) for one in linked] or [asked]
        records = {one.e164: persons.contacts(one) for one in numbers}
        open_ = persons.questions(numbers)
        person = persons.person_of(asked)
    if json_:
        print_json(
            {
                "number": asked.e164,
                "person": person,
                "numbers": [_linked_json(one) for one in linked],
                "records": {one: _records_json(found) for one, found in records.items()},
                "likenesses": [_question_json(one) for one in open_],
            }
        )
        return
    _show_records(f"Person {person}", linked, records)
    _show_questions(open_)


@app.command(epilog="Example: voicebot person review --limit 10")
def review(
    limit: Annotated[int, typer.Option(help="At most so many; 0: all.")] = 20,
    json_: JsonFlag = False,
) -> None:
    """List numbers that may be one person's, side by side, the likeliest first.

    While a likeness is open, an opt-out of the one keeps the other from being called.
    """
    with bootstrap.office(Settings.load()) as office:
        persons = office.storage.persons
        sides = [_with_sides(persons, one) for one in persons.questions(limit=limit or None)]
    if json_:
        print_json(sides)
        return
    columns = ("id", "score", "number", "name", "born", "e-mail", "because")
    rows = [row for side in sides for row in _rows(side)]
    print_table(f"{len(sides)} likenesses to review", columns, rows)


@app.command(epilog="Example: voicebot person same 17")
def same(whom: Whom, by: By = "", json_: JsonFlag = False) -> None:
    """Say that two numbers are one person's: they share opt-outs, refusals and caps."""
    _judge(whom, True, by, json_)


@app.command(epilog="Example: voicebot person different +12025550123 +12025550199")
def different(whom: Whom, by: By = "", json_: JsonFlag = False) -> None:
    """Say that two numbers are two persons'; it is never asked again, and splits a sure link."""
    _judge(whom, False, by, json_)


@app.command(epilog="Example: voicebot person link")
def link(json_: JsonFlag = False) -> None:
    """Work out all persons anew from all contacts."""
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.persons.relink(office.clock.now())
    _report(done, json_)


def _judge(whom: list[str], is_same: bool, by: str, json_: bool) -> None:
    with bootstrap.office(Settings.load()) as office:
        persons, now = office.storage.persons, office.clock.now()
        name = by or getpass.getuser()
        if len(whom) == 1 and whom[0].isdigit():
            done = persons.review(int(whom[0]), is_same, name, now)
        elif len(whom) == 2:
            one, other = (PhoneNumber.parse(number) for number in whom)
            done = persons.judge(one, other, is_same, name, now)
        else:
            raise BadInput("this is neither a likeness nor two numbers", "give an id such as 17")
    _report(done, json_)


def _report(done: Linked, json_: bool) -> None:
    if json_:
        print_json({"contacts": done.contacts, "persons": done.persons,
                    "opened": done.opened, "closed": done.closed})  # fmt: skip
        return
    console.print(
        f"{done.contacts} contacts looked at; {done.persons} persons changed, {done.opened} "
        f"likenesses to review, {done.closed} settled."
    )


def _with_sides(persons: Persons, question: Question) -> dict[str, Any]:
    body = _question_json(question)
    for side in ("number_a", "number_b"):
        body[f"records_{side[-1]}"] = _records_json(persons.contacts(PhoneNumber(body[side])))
    return body


def _rows(side: dict[str, Any]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for which in ("a", "b"):
        first = which == "a"
        known: dict[str, Any] = next(iter(side[f"records_{which}"]), {})
        seen = (known.get("name"), known.get("birth_date"), known.get("email"))
        head = (side["id"], side["score"]) if first else ("", "")
        rows.append((*head, side[f"number_{which}"], *seen, side["because"] if first else ""))
    return rows


def _linked_json(one: LinkedNumber) -> dict[str, Any]:
    body = {"number": one.number, "since": one.since.isoformat()}
    return body | {"score": one.score, "because": one.because}


def _question_json(one: Question) -> dict[str, Any]:
    names = ("id", "number_a", "number_b", "score", "because", "state")
    return {name: getattr(one, name) for name in names} | {"found_at": one.found_at.isoformat()}


def _records_json(found: list[tuple[Contact, str]]) -> list[dict[str, Any]]:
    return [
        {"name": contact.name, "email": contact.email, "region": contact.region}
        | {"birth_date": contact.birth_date.isoformat() if contact.birth_date else None}
        | {"external_id": contact.external_id, "list": file}
        for contact, file in found
    ]


def _show_records(
    title: str,
    linked: tuple[LinkedNumber, ...],
    records: dict[str, list[tuple[Contact, str]]],
) -> None:
    why = {one.number: one for one in linked}
    rows = [
        (number, contact.name, contact.birth_date, contact.email, file,
         why[number].because if number in why else "")
        for number, found in records.items()
        for contact, file in found
    ]  # fmt: skip
    print_table(title, ("number", "name", "born", "e-mail", "list", "linked because"), rows)


def _show_questions(open_: list[Question]) -> None:
    rows = [(one.id, one.number_a, one.number_b, one.score, one.because) for one in open_]
    if rows:
        print_table("May be the same", ("id", "number", "number", "score", "because"), rows)
