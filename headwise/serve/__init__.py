"""The page to read in and its JSON API (the extra ``headwise[serve]``)."""
