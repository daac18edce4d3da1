"""The tables of what was heard."""

from pathlib import Path

from voicebot.learning.understanding.heard import COLUMNS, Heard, HeardTable, read_heard

ROW = Heard("stop", "stop  calling", "stop\tcolin", "moonshine", "slt", "mulaw+loss5")


def test_a_row_is_read_as_it_was_written_but_for_its_spaces(tmp_path: Path) -> None:
    with HeardTable(tmp_path / "heard" / "en.tsv", COLUMNS) as table:
        table.add(ROW)
    (row,) = read_heard(tmp_path / "heard" / "en.tsv")
    assert row == Heard("stop", "stop calling", "stop colin", "moonshine", "slt", "mulaw+loss5")


def test_what_was_made_is_known_when_the_table_is_opened_again(tmp_path: Path) -> None:
    with HeardTable(tmp_path / "en.tsv", COLUMNS) as table:
        table.add(ROW)
    with HeardTable(tmp_path / "en.tsv", COLUMNS) as table:
        assert table.made == {ROW.made}


def test_quotation_marks_stay_as_they_are(tmp_path: Path) -> None:
    said = Heard("stop", '"stop" he said', '"stop', "whisper", "slt", "mulaw")
    with HeardTable(tmp_path / "en.tsv", COLUMNS) as table:
        table.add(said)
    assert read_heard(tmp_path / "en.tsv") == [said]


def test_a_line_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "en.tsv"
    with HeardTable(file, COLUMNS) as table:
        table.add(ROW)
    whole = file.read_bytes()
    file.write_bytes(whole + b"stop\tnever call")
    with HeardTable(file, COLUMNS) as table:
        assert table.made == {ROW.made}
    assert file.read_bytes() == whole


def test_there_are_no_rows_where_there_is_no_table(tmp_path: Path) -> None:
    assert read_heard(tmp_path / "en.tsv") == []
