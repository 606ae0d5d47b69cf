"""How large a file may be, and how much of it may be air. What is done about a file that is larger is not here."""

MAX_FILE_BYTES = 200_000_000
# Spreadsheet XML shrinks 10 to 50 times, text with many blanks more; a bomb shrinks up to 1032 times.
_ABSURD_RATIO = 200
_RATIO_MATTERS_ABOVE = 50_000_000


def inflates_absurdly(inflated: int, packed: int) -> bool:
    """Whether ``packed`` bytes that claim to hold ``inflated`` are no report, however large reports are."""
    return inflated > _RATIO_MATTERS_ABOVE and inflated > _ABSURD_RATIO * packed
