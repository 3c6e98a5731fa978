"""From pdfium's characters to the lines of a page in reading order."""
