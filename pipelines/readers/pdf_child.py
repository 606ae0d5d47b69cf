"""What the process that opens a PDF does: bytes in, its pages as plain lists out. Its limits are set in bounded."""

from __future__ import annotations

import io
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
