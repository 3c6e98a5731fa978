"""From a question to hits: the passages nearest to it, ranked, and the sections around them."""
