"""Reports of the published warehouse: workbook, chapter, charts. No measure is computed here."""
