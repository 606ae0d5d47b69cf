"""How the chapter template looks: page, styles, tables, captions. What it says is in ``chapter_template``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

_FONT, _NAVY, _GREY = "Arial", RGBColor(0x1F, 0x38, 0x64), RGBColor(0x59, 0x59, 0x59)
_LEFT, _RIGHT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
_TABLE_STYLE = "Tabel Kinerja"
_TABLE_STYLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TabelKinerja">
  <w:name w:val="{_TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:pPr><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/></w:pPr>
  <w:rPr><w:sz w:val="16"/></w:rPr>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:color="1F3864"/><w:bottom w:val="single" w:sz="8" w:color="1F3864"/>
      <w:insideH w:val="single" w:sz="4" w:color="BFC8D6"/>
    </w:tblBorders>
    <w:tblCellMar><w:left w:w="55" w:type="dxa"/><w:right w:w="55" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr>
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="1F3864"/></w:tcPr>
  </w:tblStylePr>
</w:style>
"""


class Column(NamedTuple):
    """A column of a table; ``width`` in cm, ``placeholder`` what its cells say."""

    heading: str
    width: float
    placeholder: str
    align: Any = _LEFT


def amount(heading: str, width: float, placeholder: str) -> Column:
    """A column of figures."""
    return Column(heading, width, placeholder, _RIGHT)


class Maker:
    """The document in the making; tables and figures are numbered as they come.

    Loops and conditions are in paragraphs and rows of their own (``{%p %}``, ``{%tr %}``), which docxtpl takes out.
    What is left out is not counted, so that the template counts while it is filled in.
    """

    def __init__(self) -> None:
        self.doc = docx.Document()
        self._page()
        self._styles()
        self._margins()
        self.say("{%p set nomor = namespace(Tabel=0, Gambar=0) %}")

    def _page(self) -> None:
        section = self.doc.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.3)
        section.header_distance = section.footer_distance = Cm(1.2)

    def _styles(self) -> None:
        styles = self.doc.styles
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "id-ID")
        normal = styles["Normal"]
        normal.element.get_or_add_rPr().append(language)
        self._style("Normal", 10.5, after=6, line=1.15)
        self._style("Title", 16, before=0, after=2, bold=True, color=_NAVY)
        self._style("Subtitle", 11, after=12, color=_GREY, italic=False)
        self._style("Heading 1", 13, before=18, after=6, bold=True, color=_NAVY)
        self._style("Heading 2", 11, before=12, after=4, bold=True, color=_NAVY)
        self._style("Heading 3", 10.5, before=8, after=2, bold=True, color=RGBColor(0, 0, 0))
        self._style("Caption", 9.5, before=8, after=4, bold=True, color=_NAVY)
        self._style("List Bullet", 10.5, after=3, line=1.1)
        for name, size, color in (("Keterangan", 8.5, _GREY), ("Butir Indikator", 10, None)):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = normal
            self._style(name, size, after=3, color=color)
        styles["Butir Indikator"].paragraph_format.left_indent = Cm(0.5)
        styles["Butir Indikator"].paragraph_format.keep_with_next = True
        styles["Keterangan"].paragraph_format.keep_together = True
        border = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="4" w:color="1F3864"/></w:pBdr>'
        for name in ("Title", "Subtitle"):
            properties = styles[name].element.get_or_add_pPr()
            for old in properties.findall(qn("w:pBdr")):
                properties.remove(old)
            for old in styles[name].element.rPr.findall(qn("w:spacing")):
                styles[name].element.rPr.remove(old)
            if name == "Subtitle":
                properties.insert_element_before(parse_xml(border), "w:spacing", "w:ind", "w:jc")
        styles.element.append(parse_xml(_TABLE_STYLE_XML))

    def _style(
        self,
        name: str,
        size: float,
        *,
        before: float = 0,
        after: float = 0,
        line: float = 1.0,
        bold: bool = False,
        italic: bool = False,
        color: RGBColor | None = None,
    ) -> None:
        style = self.doc.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, italic
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), _FONT)
        if color is not None:
            style.font.color.rgb = color
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
        form.widow_control = True

    def _margins(self) -> None:
        section = self.doc.sections[0]
        draft = "Draf{% if sintetis %} · {{ sintetis }}{% else %} – periksa sebelum dipakai{% endif %}"
        for paragraph, left, fields in (
            (section.header.paragraphs[0], "Laporan Kinerja {{ periode }}\t{{ satker.nama }}", False),
            (section.footer.paragraphs[0], f"{draft} · Terbitan {{{{ terbitan }}}}\tHalaman ", True),
        ):
            paragraph.style = self.doc.styles["Keterangan"]
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run(left)
            if fields:
                _field(paragraph, "PAGE", "1")
                paragraph.add_run(" dari ")
                _field(paragraph, "NUMPAGES", "1")

    def heading(self, text: str, level: int) -> None:
        self.doc.add_heading(text, level)

    def say(self, text: str, style: str = "Normal") -> Any:
        return self.doc.add_paragraph(text, style)

    def lead(self, text: str) -> None:
        """A paragraph on the same page as what it leads to."""
        self.say(text).paragraph_format.keep_with_next = True

    def note(self, name: str) -> None:
        """A remark below a table, where there is one."""
        self.say(f"{{%p if {name} %}}")
        self.say(f"{{{{ {name} }}}}", "Keterangan")
        self.say("{%p endif %}")

    def labelled(self, label: str, text: str, style: str) -> None:
        paragraph = self.doc.add_paragraph(style=style)
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(text)

    def each(self, loop: str, text: str, whole: bool = False) -> None:
        """A bullet for each; ``whole``: all on one page."""
        self.say(f"{{%p for {loop} %}}")
        self.say(text, "List Bullet").paragraph_format.keep_with_next = whole
        self.say("{%p endfor %}")

    def caption(self, kind: str, text: str) -> None:
        self.say(f"{{%p set nomor.{kind} = nomor.{kind} + 1 %}}")
        paragraph = self.doc.add_paragraph(f"{kind} 3.", "Caption")
        _field(paragraph, f"SEQ {kind} \\* ARABIC", f"{{{{ nomor.{kind} }}}}")
        paragraph.add_run(f" {text}")
        paragraph.paragraph_format.keep_with_next = kind == "Tabel"

    def figure(self, name: str, caption: str) -> None:
        self.say(f"{{%p if gambar.{name} %}}")
        paragraph = self.say(f"{{{{ gambar.{name} }}}}")
        paragraph.paragraph_format.keep_with_next = True
        self.caption("Gambar", caption)
        self.say("{%p endif %}")

    def table(
        self,
        caption: str,
        name: str,
        columns: Sequence[Column],
        loop: str | None = None,
        group: tuple[str, str] | None = None,
        total: Sequence[str] = (),
        after: str | None = None,
        whole: bool = False,
    ) -> None:
        """A table of the list ``name``, or what ``kosong`` says of it and the sentence ``after`` did not say.

        ``group``: an outer loop and its line; ``whole``: on one page, where it is not longer.
        """
        self.say(f"{{%p if not kosong.{name} %}}")
        self.caption("Tabel", caption)
        table = self.doc.add_table(rows=1, cols=len(columns), style=_TABLE_STYLE)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            _put(cell, column.heading, column.align)
        _row_property(table.rows[0], "w:tblHeader")
        _keep(table.rows[0])
        if group:
            _put(table.add_row().cells[0], f"{{%tr for {group[0]} %}}")
            row = table.add_row()
            merged = row.cells[0].merge(row.cells[-1])
            _put(merged, group[1], bold=True)
            merged._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="E8EDF5"/>'))
            _row_property(row, "w:cantSplit")
            merged.paragraphs[0].paragraph_format.keep_with_next = True
        _put(table.add_row().cells[0], f"{{%tr for {loop or f'b in {name}'} %}}")
        row = table.add_row()
        for cell, column in zip(row.cells, columns, strict=True):
            _put(cell, column.placeholder, column.align)
        _row_property(row, "w:cantSplit")
        if whole:
            _keep(row)
        for _ in range(2 if group else 1):
            _put(table.add_row().cells[0], "{%tr endfor %}")
        if total:
            row = table.add_row()
            for cell, column, text in zip(row.cells, columns, total, strict=True):
                _put(cell, text, column.align, bold=True)
        for at, column in enumerate(columns):
            table.columns[at].width = Cm(column.width)
            for row in table.rows:
                if len(row._tr.tc_lst) == len(columns):
                    row.cells[at].width = Cm(column.width)
        self.say("", "Keterangan")
        self.say(f"{{%p elif kosong.{name} not in kalimat.{after} %}}" if after else "{%p else %}")
        self.say(f"{{{{ kosong.{name} }}}}")
        self.say("{%p endif %}")


def _keep(row: Any) -> None:
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _put(cell: Any, text: str, align: Any = _LEFT, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1.5)
    paragraph.paragraph_format.line_spacing = 1.0
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(8), bold or None


def _row_property(row: Any, name: str) -> None:
    properties = row._tr.get_or_add_trPr()
    for each in dict.fromkeys(("w:cantSplit", name)):
        properties.append(OxmlElement(each))


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word keeps right; ``shown`` stands until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
