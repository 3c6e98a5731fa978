"""Tools for assistants over the Model Context Protocol (the extra ``headwise[mcp]``)."""
