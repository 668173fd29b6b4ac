"""Problems as one line each."""

from __future__ import annotations

from ralu.problems import InputError, Problem


def test_a_line_says_where_what_and_what_to_do() -> None:
    problem = Problem("labs.csv", 3, "value", "high", "is not a number.", "Correct the cell.")
    assert str(problem) == "labs.csv, row 3, value: 'high': is not a number. Correct the cell."
    assert str(Problem("labs.csv", 0, "", "", "is empty.", "")) == "labs.csv: is empty."


def test_long_values_and_names_do_not_flood_the_terminal() -> None:
    line = str(Problem("labs.csv", 3, "c" * 10_000, "v" * 10_000, "is wrong.", "Correct it."))
    assert len(line) < 300
    assert line.count("… (10000 characters)") == 2
    assert "v" * 80 in str(Problem("labs.csv", 3, "", "v" * 80, "is wrong.", ""))


def test_problems_are_in_the_order_of_file_and_row() -> None:
    lines = [Problem("b", 2, "", "", "x.", ""), Problem("a", 10, "", "", "x.", "")]
    error = InputError([*lines, Problem("a", 9, "", "", "x.", "")])
    assert str(error).splitlines() == ["a, row 9: x.", "a, row 10: x.", "b, row 2: x."]
