"""The performance chapter (.docx) of a report: a template filled in, with charts.

The same report of the same build with the same template gives the same bytes. What it says is in ``chapter_context``.
"""

from __future__ import annotations

import difflib
import io
import re
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from pipelines.reports import charts
from pipelines.reports.chapter_context import context, plain
from pipelines.wording import cited, number, shortened

if TYPE_CHECKING:
    from pipelines.reports.facts import Laporan

TEMPLATE = Path(__file__).with_name("template_bab_kinerja.docx")
"""Used where no other is given; made by ``chapter_template``."""

_WIDTH = 640
# What a template, which is somebody's program, can bring about besides an error of Jinja.
_ITS_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


class BadTemplate(Exception):
    """The template cannot be filled in; the message (Indonesian) names the placeholder or paragraph."""


def rendered(report: Laporan, path: Path | None = None) -> bytes:
    """The chapter, not yet written anywhere, by the template at ``path`` or ours.

    Raises:
        BadTemplate: the template is no Word document, has a broken tag or a placeholder that there is not.
        OSError: it cannot be read.
    """
    path = path or TEMPLATE
    template = _Template(io.BytesIO(path.read_bytes()))
    try:
        template.get_docx()
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise BadTemplate(
            f"Templat {path.name} bukan dokumen Word (.docx) yang utuh; simpan lagi dari Word."
        ) from error
    values = context(report)
    values["gambar"] = {name: _Chart(template, *drawn) if drawn[1] else "" for name, drawn in _charts(report)}
    try:
        template.render(values, _Environment(undefined=StrictUndefined, finalize=_text), autoescape=True)
    except _ITS_FAULTS as error:
        raise BadTemplate(f"Templat {path.name}: {_told(error, values)}{template.place(error)}.") from error
    # What was written when is the build's; Word shows these in the properties of the document.
    properties = template.docx.core_properties
    properties.created = properties.modified = report.waktu_terbit.replace(tzinfo=None)
    out = io.BytesIO()
    template.save(out)
    return timeless(out)


def timeless(packed: io.BytesIO) -> bytes:
    """The same package (.docx) without the time of its making."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            entry = zipfile.ZipInfo(part)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, source.read(part))
    return out.getvalue()


class _NotText(TypeError):
    """A placeholder that names a list or a group of placeholders."""


def _text(value: Any) -> Any:
    if isinstance(value, dict | list) or (callable(value) and not isinstance(value, Undefined)):
        raise _NotText
    return value


class _Environment(SandboxedEnvironment):
    """Jinja in which ``satker.items`` is a placeholder that there is not, and no method of Python's."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class _Broken(ValueError):
    """The filled-in template is no document: a tag opens in one part of it and closes in another."""


class _Template(DocxTemplate):  # type: ignore[misc]
    """A template that knows in which paragraph it failed, and does not mend what it made of broken tags."""

    _paragraphs: tuple[str, ...] = ()

    def render_xml_part(self, src_xml: str, *args: Any, **kwargs: Any) -> str:
        # Jinja counts lines; docxtpl begins one with every paragraph.
        self._paragraphs = tuple(re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml).splitlines())
        filled: str = super().render_xml_part(src_xml, *args, **kwargs)
        try:
            etree.fromstring(filled.encode())
        except etree.XMLSyntaxError as error:
            raise _Broken(str(error)) from error
        self._paragraphs = ()
        return filled

    def place(self, error: Exception) -> str:
        """`` di paragraf "..."``, or nothing where that is not known."""
        line = error.lineno if isinstance(error, TemplateSyntaxError) else None
        for frame in traceback.extract_tb(error.__traceback__):
            line = frame.lineno if frame.filename == "<template>" else line
        if line is None or not 0 < line <= len(self._paragraphs):
            return ""
        text = " ".join(re.sub(r"<[^>]+>", "", self._paragraphs[line - 1]).split())
        return f' di paragraf "{shortened(text, 120)}"' if text else ""


def _told(error: Exception, values: dict[str, Any]) -> str:
    if isinstance(error, UndefinedError):
        unknown = re.findall(r"'([^']*)'", error.message or "")
        name = unknown[-1] if unknown else str(error)
        near = difflib.get_close_matches(name, set(_names(values)), n=3)
        advice = f" (yang mirip: {', '.join(near)})" if near else "; lihat docs/templat-bab.md"
        return f"isian '{cited(name)}' tidak dikenal{advice}"
    if isinstance(error, _NotText):
        return "isian itu bukan teks, melainkan daftar atau kumpulan isian; tulis salah satu isiannya"
    if isinstance(error, _Broken):
        return (
            "penanda {% %} dibuka di satu paragraf atau baris tabel dan ditutup di tempat lain; pakai {%p %} untuk "
            "paragraf dan {%tr %} untuk baris tabel"
        )
    return f"penanda tidak dapat dijalankan ({cited(str(error))})"


def _names(values: Any) -> Iterator[str]:
    if isinstance(values, dict):
        for name, value in values.items():
            yield name
            yield from _names(value)
    elif isinstance(values, list):
        for value in values[:1]:
            yield from _names(value)


class _Chart(InlineImage):  # type: ignore[misc]
    """A chart, drawn where the template asks for it, as wide as the text, with words for who cannot see it."""

    def __init__(self, template: _Template, name: str, rows: charts.Rows, told: str) -> None:
        super().__init__(template, None)
        self._name, self._rows, self._told = name, rows, told

    def _insert_image(self) -> str:
        png = io.BytesIO(charts.as_png(self._name, self._rows, _WIDTH, 2))
        section = self.tpl.docx.sections[-1]
        width = section.page_width - section.left_margin - section.right_margin
        inline = self.tpl.current_rendering_part.new_pic_inline(png, width, None)
        inline.docPr.set("descr", self._told)
        inline.docPr.set("name", self._name)
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'


def _charts(report: Laporan) -> Iterator[tuple[str, tuple[str, list[dict[str, Any]], str]]]:
    """By placeholder: the chart, its rows and what it shows."""
    rated = [
        {
            "indikator": plain(row.kode_indikator),
            "capaian_pct": float(row.capaian_pct),
            "kriteria": charts.tone(row.kriteria),
            "label": f"{number(row.capaian_pct, 2)}%",
            "keterangan": "",
        }
        for row in report.capaian
        if row.capaian_pct is not None
    ]
    yield "capaian", ("capaian_bars", rated, f"Grafik batang capaian {len(rated)} indikator s.d. {report.periode}")
    by_type = [
        {
            "nama": plain(row.nama_jenis_belanja or f"Jenis belanja {row.jenis_belanja}"),
            "serapan_pct": float(row.serapan_pct),
            "target_pct": None if row.target_pct is None else float(row.target_pct),
            "label": f"{number(row.serapan_pct, 2)}%",
            "keterangan": "",
        }
        for row in report.serapan_jenis_belanja
        if row.serapan_pct is not None
    ]
    told = f"Grafik batang penyerapan setiap jenis belanja s.d. {report.periode}"
    yield "jenis_belanja", ("serapan_jenis_belanja_bars", by_type, told)
    told = f"Grafik garis realisasi anggaran kumulatif tahun {report.tahun} terhadap rencananya"
    yield "kurva_s", ("s_curve", list(_curve(report)), told)


def _curve(report: Laporan) -> Iterator[dict[str, Any]]:
    """The plan is the RPD where it is whole, else the IKPA targets at the quarters' ends."""
    whole = bool(report.kurva) and report.kurva[-1].rpd_pct is not None
    for month in report.kurva:
        percent = month.rpd_pct if whole else month.target_ikpa_pct
        if percent is not None:
            yield _point(month.bulan, "Rencana", percent)
    spent = [row for row in report.serapan_bulanan if row.serapan_pct is not None]
    for row in spent:
        yield _point(row.bulan, "Realisasi", row.serapan_pct)
    ahead = report.proyeksi_satker
    if ahead and ahead.proyeksi_pct is not None and spent and report.bulan < 12:
        yield _point(spent[-1].bulan, "Proyeksi", spent[-1].serapan_pct)
        yield _point(12, "Proyeksi", ahead.proyeksi_pct, ahead.batas_bawah_pct, ahead.batas_atas_pct)


def _point(month: int, series: str, percent: Any, low: Any = None, high: Any = None) -> dict[str, Any]:
    return {
        "bulan": month,
        "seri": series,
        "pct": float(percent),
        "bawah": float(percent if low is None else low),
        "atas": float(percent if high is None else high),
        "keterangan": "",
    }
