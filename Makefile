# Two commands matter: `make run` and `make test`. Both set up what they need; repeated set-up costs nothing.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help run demo-reset venv check test agree bench clean

help:
	@echo "make run         start SLRT (PORT=8123 make run: on another port); Ctrl-C stops it"
	@echo "make demo-reset  throw the demonstration's data away and start anew"
	@echo "make test        every check and every test"
	@echo "make check       style, types, floors, house tests: under a minute"
	@echo "make agree       thousands of invented rules on every engine (SLRT_EXAMPLES=9000 make agree: so many)"
	@echo "make bench       measurements"
	@echo "make venv        the environment alone"
	@echo "make clean       remove the environment; the data in var/ stays"

run: venv
	@exec $(BIN)/slrt up

demo-reset: venv
	@exec $(BIN)/slrt demo reset

venv: $(STAMP)

$(STAMP): requirements/uv.txt requirements/dev.txt pyproject.toml scripts/make-venv.sh scripts/packages.sh
	@sh scripts/make-venv.sh $(VENV)
	@touch $@

check: venv
	@sh scripts/check.sh $(BIN)

# The checks and the tests both run to their end; pytest's closing line is the last one when all is well.
test: venv
	@sh scripts/test.sh $(BIN)

# What `make test` tries 300 times, tried 3,000 times, with a count of what was compared.
agree: venv
	@sh scripts/agree.sh $(BIN)

bench: venv
	@sh scripts/bench.sh $(BIN)

clean:
	rm -rf $(VENV)
