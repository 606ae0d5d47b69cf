"""The names of months that documents write. Which of them a document may use, its reader decides."""

from pipelines import wording

MONTH_NAMES = tuple(name.lower() for name in wording.MONTHS)
"""The names as they are spelled today."""

_OTHER_SPELLINGS = (
    *("jan", "feb peb pebruari", "mar mrt", "apr", "", "jun"),
    *("jul", "agu ags agt agts", "sep sept", "okt", "nov nop nopember", "des"),
)
MONTHS = {
    spelling: number
    for number, spellings in enumerate(zip(MONTH_NAMES, _OTHER_SPELLINGS, strict=True), start=1)
    for spelling in " ".join(spellings).split()
}
"""Number by name: today's spelling, older ones, and short forms; all in small letters."""

_ENGLISH = (
    *("january", "february", "march", "", "may", "june"),
    *("july", "august aug", "", "october oct", "", "december dec"),
)
MONTHS_WITH_ENGLISH = MONTHS | {
    name: number for number, names in enumerate(_ENGLISH, start=1) for name in names.split()
}
"""The same with the English names that differ, for where people or their programs write those too."""
