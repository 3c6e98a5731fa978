"""Serve small instruct weights with llama.cpp on loopback, in OpenAI's protocol.

    python tests/benchmarks/llama_server.py FOLDER

FOLDER holds the package ``xllamacpp`` (llama.cpp, prebuilt) and weights in a GGUF file, as
`make real-model` installs them. The first line on stdout is the server's address. It ends with
its standard input.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

CONTEXT = 8_192
"""Tokens per call."""
PARALLEL = 2
LONGEST_REPLY = 768
"""Tokens. Without a limit small weights, held to a JSON schema, run on until the context is
full: 2,800 tokens for one sentence, and no end of it, were seen."""


def main() -> None:
    """Serve until standard input is closed."""
    folder = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(folder))
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(folder.rglob("*.gguf")))
    parameters.n_ctx = CONTEXT * PARALLEL
    parameters.n_parallel = PARALLEL
    parameters.n_predict = LONGEST_REPLY
    # More threads than cores make llama.cpp slower by far: they wait for each other.
    cores = len(os.sched_getaffinity(0))
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = cores
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.verbosity = 0
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    sys.stdout.flush()
    # The server's own threads keep the interpreter from ending.
    os._exit(0)


if __name__ == "__main__":
    main()
