"""The process that opens a PDF: bytes on standard input, its pages as JSON on standard output.

A PDF can be made to inflate without end, to loop, or to nest without end inside the library that reads it. In a process
of its own this costs that process, not the night.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

MAX_PAGES = 500
MAX_CHARS = 5_000_000


def pages_of(data: bytes) -> dict[str, Any]:
    """``{"pages": [{"lines": [[top, ruled, [[x0, text], ...]], ...], "drawn": bool}, ...]}``, or ``{"refused": why}``.

    ``drawn``: the page shows something that is no text. Why is ``locked``, ``damaged``, ``long`` or ``large``.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    from pipelines.readers.pdf_page import page_lines

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                return {"refused": "long"}
            pages = []
            room = MAX_CHARS
            for page in pdf.pages:
                room -= len(page.chars)
                if room < 0:
                    return {"refused": "large"}
                drawn = any(page.objects.get(kind) for kind in ("image", "curve"))
                pages.append({"lines": page_lines(page), "drawn": drawn})
                page.close()
            return {"pages": pages} if pages else {"refused": "damaged"}
    except Exception as error:  # pdfminer raises whatever the damage happens to break
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, MemoryError):
            return {"refused": "large"}
        return {"refused": "locked" if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) else "damaged"}


def main() -> None:
    """``python -m pipelines.readers.pdf_child BYTES``: with at most so many bytes of memory."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the parent's limit of time remains
        pass
    else:
        memory = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        answer = json.dumps(pages_of(sys.stdin.buffer.read()))
    except MemoryError:
        answer = json.dumps({"refused": "large"})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
