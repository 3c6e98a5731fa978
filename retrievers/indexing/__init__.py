"""PDF files into a library: what changed, reading ahead, applying, the report; and out again."""
