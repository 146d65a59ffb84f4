# make forecast   sets up and forecasts the airline passengers: the main job
# make test       sets up and runs all tests
SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# Homebrew keeps headers and libraries where the compiler does not look by itself.
ifeq ($(shell uname -s),Darwin)
export FLAGS := -Xcc -I$(shell brew --prefix)/include -Xlinker -L$(shell brew --prefix)/lib
endif
BUILD = $(SWIFT) build -c release $(FLAGS)
BIN = .build/release

# Peers of the benchmarks live in a virtual environment outside the repository.
PEERS ?= ../peers-venv
SHARED ?= ../shared

.PHONY: forecast test format lint setup build install uninstall completions \
	bench bench-scale bench-recurrent bench-backtest accuracy columns check-data goldens pretrain check-report fuzz clean

forecast: setup
	@$(BUILD) --product foretell
	$(BIN)/foretell forecast data/air-passengers.csv -H 12

test: setup
	scripts/test

setup:
	@scripts/setup

build: setup
	$(BUILD)

format:
	$(SWIFT) format -i -r -p Sources Tests Examples Package.swift

lint:
	$(SWIFT) format lint --strict -r -p Sources Tests Examples Package.swift

# One binary with the Swift runtime and libcsv inside.
install: setup
	scripts/build-static
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 .build/static/release/foretell "$(DESTDIR)$(PREFIX)/bin/foretell"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/foretell"

# Completions for the shell named by SHELL_NAME (bash, zsh or fish) on standard output.
SHELL_NAME ?= bash
completions: setup
	@$(BUILD) --product foretell >&2
	@$(BIN)/foretell --generate-completion-script $(SHELL_NAME)

# The figures of README and docs/benchmarks.md, ours and the peers' in turn.
bench: setup
	$(BUILD) --product foretell-bench
	scripts/build-static
	scripts/bench.py "$(PEERS)" "$(SHARED)"

# How the cost of training grows, as JSON lines; scripts/plot_scale.py draws them.
bench-scale: setup
	$(BUILD) --product foretell-bench
	$(BIN)/foretell-bench scale

bench-recurrent: setup
	$(BUILD) --product foretell-bench
	$(BIN)/foretell-bench recurrent

# Default forecasts of the last 12 months of AirPassengers, five seeds; DATA=file.csv H=n for others.
DATA ?= data/air-passengers.csv
H ?= 12
accuracy: setup
	$(BUILD) --product foretell-bench
	$(BIN)/foretell-bench accuracy "$(DATA)" -H $(H)

# Are the numbers in data/ those of the sources, and the generated ones those of the generator?
check-data: setup
	$(BUILD) --product foretell-bench
	scripts/check-data "$(SHARED)"

# The goldens of the tests, made anew; needs torch, utilsforecast, statsforecast, sktime and scipy in PEERS.
goldens:
	"$(PEERS)/bin/python" scripts/make_network_goldens.py
	"$(PEERS)/bin/python" scripts/make_metric_goldens.py
	"$(PEERS)/bin/python" scripts/make_classical_goldens.py
	"$(PEERS)/bin/python" scripts/make_pretrained_goldens.py "$(SHARED)"

# A backtest against Darts' and the time of M3; DATA_FOLDER as scripts/prepare-benchmark-data writes it.
DATA_FOLDER ?= ../benchmark-data
bench-backtest: setup
	scripts/build-static
	scripts/bench-backtest "$(PEERS)" "$(DATA_FOLDER)"

# Reports of all kinds, opened in headless Chromium at three widths, light and dark, on paper, without scripts;
# PAGES="monthly panel" opens those alone.
PAGES ?= *
check-report: setup
	@scripts/setup-browser
	FORETELL_REPORTS=$(CURDIR)/.build/reports $(SWIFT) test -c release $(FLAGS) --filter PageTests/pagesForTheBrowser
	scripts/check-report $(PAGES:%=.build/reports/%.html)

# Real data with columns beside the target, scored by models that see them and models that do not; about ten minutes.
COLUMN_DATA ?= .build/column-data
columns: setup
	$(BUILD) --product foretell
	scripts/prepare-column-data "$(SHARED)" "$(COLUMN_DATA)"
	scripts/score-columns $(BIN)/foretell "$(COLUMN_DATA)"

# The pretrained networks, anew: a little more than twenty minutes on two quiet processors; goes on where it was interrupted.
pretrain: setup
	$(BUILD) --product foretell-bench
	mkdir -p .build/pretraining
	$(BIN)/foretell-bench pretrain --checkpoints .build/pretraining \
		--out Sources/CForetellWeights/pretrained.safetensors

fuzz: setup
	$(BUILD) --product foretell-bench
	$(BIN)/foretell-bench fuzz data/shops.csv --seconds 120

clean:
	rm -rf .build
