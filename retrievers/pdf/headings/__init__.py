"""Which lines are headings, of what level; bookmarks and contents pages as evidence."""
