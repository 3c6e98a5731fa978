"""Real counterparts for tests: a server that speaks OpenAI's protocol, a typesetter."""
