"""One Chroma database and how it is kept whole: folder or server, register, locks, writers."""
