"""What stands below the headings: paragraphs, tables, formulas, notes, without furniture."""
