"""Text as text: sentences, words, languages, numbering of headings, what says the same."""
