"""The parts of an FA Detail workbook that do not depend on its figures: package files, styles, column widths."""

from __future__ import annotations

LABEL = "DATA SINTETIS - BUKAN DATA RESMI"
FOOTNOTE = (
    "*Lock Pagu adalah jumlah pagu yang sedang dalam proses usulan revisi DIPA atau POK. "
    "Lock pagu akan hilang setelah usulan revisi DIPA/POK selesai menjadi DIPA."
)
SHEET = "xl/worksheets/sheet1.xml"
SHEET_NAME = "GLP039_LAPORAN REALISASI SUPER "

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_TYPES = "application/vnd.openxmlformats"

# Font size, colour and weight; cell styles as (number format, font, horizontal, vertical).
# The writer names a style by its index, counted from 1.
_FONTS = (
    ("10.0", "000000", True),
    ("8.0", "000000", False),
    ("7.0", "000000", False),
    ("8.0", "000000", True),
    ("7.0", "000000", True),
    ("7.0", "FF0000", False),
    ("7.0", "CC00CC", False),
    ("7.0", "FF00FF", False),
    ("7.0", "CC9900", False),
)
_STYLES = (
    (0, 1, "center", "top"),
    (0, 0, "", ""),
    (0, 2, "center", "top"),
    (0, 3, "center", "center"),
    (0, 4, "left", "center"),
    (0, 2, "right", "center"),
    (0, 2, "left", "center"),
    (0, 4, "center", "center"),
    (0, 5, "center", "center"),
    (1, 5, "right", "center"),
    (1, 5, "right", "center"),
    (2, 5, "center", "center"),
    (0, 3, "left", "center"),
    (1, 3, "right", "center"),
    (2, 3, "center", "center"),
    (0, 6, "left", "center"),
    (1, 6, "right", "center"),
    (2, 6, "center", "center"),
    (0, 7, "left", "center"),
    (1, 7, "right", "center"),
    (1, 8, "right", "center"),
    (2, 7, "center", "center"),
    (0, 9, "left", "center"),
    (1, 9, "right", "center"),
    (2, 9, "center", "center"),
    (0, 5, "left", "top"),
)
# Column widths of the layout to Akun as the report sets them; the layout to Item splits the 13th in two.
_THIN = "0.16666667"
_WIDTHS = (
    *(_THIN, "1.6666666", "0.6666667", "0.5", "1.3333334", "0.6666667", _THIN, "1.3333334", _THIN, "1.3333334"),
    *("2.3333333", "1.5", "2.8333333", "6.6666665", "32.0", _THIN, "12.5", _THIN, "12.0", _THIN, _THIN, "12.333333"),
    *("12.5", _THIN, _THIN, "12.166667", _THIN, "5.5", _THIN, "6.6666665", "5.1666665", _THIN, _THIN, _THIN),
)


def _styles() -> str:
    fonts = "".join(
        f'<font><sz val="{size}"/><color rgb="{colour}"/><name val="SansSerif"/><b val="{str(bold).lower()}"/>'
        '<i val="false"/><u val="none"/><strike val="false"/><family val="2"/></font>\n'
        for size, colour, bold in _FONTS
    )
    formats = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyAlignment="1" '
        f'applyNumberFormat="1" applyFont="1"><alignment wrapText="true"'
        + (f' horizontal="{horizontal}" vertical="{vertical}"' if horizontal else "")
        + "/></xf>\n"
        for number, font, horizontal, vertical in _STYLES
    )
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}">\n<numFmts>\n<numFmt numFmtId="0" formatCode="General"/>\n'
        '<numFmt numFmtId="1" formatCode="#,##0"/>\n<numFmt numFmtId="2" formatCode="#,##0.00 %"/>\n</numFmts>\n'
        '<fonts>\n<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/></font>\n'
        f"{fonts}</fonts>\n"
        '<fills>\n<fill><patternFill patternType="none"/></fill>\n<fill><patternFill patternType="gray125"/></fill>\n'
        "</fills>\n<borders>\n<border><left/><right/><top/><bottom/><diagonal/></border>\n</borders>\n"
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>\n<cellXfs>\n<xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
        f'xfId="0"/>\n{formats}</cellXfs>\n</styleSheet>\n'
    )


def sheet_head(to_item: bool) -> str:
    """Everything before the first row, with the wrong dimension that SAKTI's export carries."""
    widths = (*_WIDTHS[:12], "1.3333334", "1.5", *_WIDTHS[13:]) if to_item else _WIDTHS
    columns = "".join(
        f'<col min="{number}" max="{number}" customWidth="1" width="{width}"/>\n'
        for number, width in enumerate(widths, 1)
    )
    return (
        f'{_XML}<worksheet\n xmlns="{_MAIN}"\n xmlns:r="{_OFFICE}/relationships">\n'
        '<sheetPr>\n<outlinePr summaryBelow="0"/>\n</sheetPr><dimension ref="A1"/>'
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews>\n<sheetFormatPr defaultRowHeight="15"/>\n'
        f"<cols>\n{columns}</cols>\n<sheetData>\n"
    )


SHEET_TAIL = (
    '<pageMargins left="0.0" right="0.0" top="0.0" bottom="0.00" header="0.0" footer="0.0"/>\n'
    '<pageSetup orientation="landscape" paperSize="9"/>\n<drawing r:id="rIdDr1"/></worksheet>'
)


def _relationships(*targets: tuple[str, str, str]) -> str:
    lines = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>\n' for name, kind, target in targets)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\n{lines}</Relationships>\n'


_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">\n'
    f'  <Default Extension="rels" ContentType="{_TYPES}-package.relationships+xml"/>\n'
    '  <Default Extension="xml" ContentType="application/xml"/>\n'
    + "".join(
        f'  <Override PartName="/{part}" ContentType="{_TYPES}-{kind}+xml"/>\n'
        for part, kind in (
            ("docProps/app.xml", "officedocument.extended-properties"),
            ("docProps/core.xml", "package.core-properties"),
            ("xl/styles.xml", "officedocument.spreadsheetml.styles"),
            ("xl/workbook.xml", "officedocument.spreadsheetml.sheet.main"),
            (SHEET, "officedocument.spreadsheetml.worksheet"),
            ("xl/drawings/drawing1.xml", "officedocument.drawing"),
        )
    )
    + "</Types>\n"
)
_CORE = (
    f'{_XML}<coreProperties xmlns="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
    f"<dc:title>{LABEL}</dc:title>\n<dc:description>{LABEL}</dc:description>\n</coreProperties>\n"
)
_APP = (
    f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties">\n'
    f"  <Application>JasperReports Library, {LABEL}</Application>\n</Properties>\n"
)
_WORKBOOK = (
    f'{_XML}<workbook\n xmlns="{_MAIN}"\n xmlns:r="{_OFFICE}/relationships">\n'
    '<workbookPr filterPrivacy="1" codeName="ThisWorkbook"/>\n<sheets>\n'
    f'  <sheet name="{SHEET_NAME}" sheetId="1" r:id="rId1"/>\n</sheets>\n</workbook>\n'
)
_EMPTY_DRAWING = (
    f'{_XML}<xdr:wsDr\n xmlns:xdr="{_DRAWING}/spreadsheetDrawing"\n xmlns:a="{_DRAWING}/main"\n'
    f' xmlns:r="{_OFFICE}/relationships">\n</xdr:wsDr>\n'
)
_REL = f"{_OFFICE}/relationships"
# The members of the package in the order of SAKTI's export.
BEFORE_SHEET = (
    ("xl/drawings/drawing1.xml", _EMPTY_DRAWING),
    (
        "xl/_rels/workbook.xml.rels",
        _relationships(
            ("rIdSt", f"{_REL}/styles", "styles.xml"), ("rId1", f"{_REL}/worksheet", "worksheets/sheet1.xml")
        ),
    ),
    ("[Content_Types].xml", _CONTENT_TYPES),
    ("docProps/core.xml", _CORE),
    ("xl/styles.xml", _styles()),
)
AFTER_SHEET = (
    ("xl/drawings/_rels/drawing1.xml.rels", _relationships()),
    (
        "_rels/.rels",
        _relationships(
            ("rId1", f"{_REL}/officeDocument", "xl/workbook.xml"),
            ("rId2", f"{_REL}/extended-properties", "docProps/app.xml"),
            ("rId3", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
    ),
    ("xl/workbook.xml", _WORKBOOK),
    ("xl/worksheets/_rels/sheet1.xml.rels", _relationships(("rIdDr1", f"{_REL}/drawing", "../drawings/drawing1.xml"))),
    ("docProps/app.xml", _APP),
)
