# make demo   a campaign of reminder calls against simulated people, over real SIP
# make test   everything the continuous integration runs
# make eval   measures understanding and rewrites docs/understanding-evaluation.md
# make screenshots  every page of the dashboard as pictures, into var/screenshots
# make check  format, lint, types, layers
.PHONY: demo test together alone eval screenshots check format set-up lock clean

demo:
	@scripts/set-up demo
	@.venv/bin/voicebot demo

test:
	@scripts/set-up test
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory --keep-going together alone

# What places calls or runs recognition has the machine to itself; all other tests share it.
# Both halves run whatever becomes of the other one, and one that fails fails the whole.
.NOTPARALLEL:
ALONE = sip or asterisk or models
together:
	@OMP_NUM_THREADS=1 POLARS_MAX_THREADS=1 .venv/bin/python -m pytest -m "not ($(ALONE))" \
	  --numprocesses 2 --dist loadfile --no-loadscope-reorder
alone:
	@.venv/bin/python -m pytest -m "$(ALONE)"

check:
	@.venv/bin/ruff format --check --quiet voicebot tests
	@.venv/bin/ruff check --quiet voicebot tests
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache

eval:
	@.venv/bin/voicebot learn evaluate understanding --write docs

screenshots:
	@scripts/set-up test
	@.venv/bin/python -m tests.browser.screenshots

format:
	@.venv/bin/ruff format --quiet voicebot tests
	@.venv/bin/ruff check --quiet --fix voicebot tests

# Writes both lock files anew, with hashes and without any registry's address.
LOCK = .venv/bin/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-header
lock:
	@$(LOCK) --group build -o requirements.lock
	@$(LOCK) --group build --group dev --extra piper --extra reader -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv var
