# Everything a developer or an operator does here has a name. `make` lists them.

GO      ?= go
BIN     := bin/alur
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
TOOL    := $(GO) tool -modfile=tools/go.mod

# Packages whose tests start real processes or databases are measured in minutes
# under the race detector; the rest in seconds.
TIMEOUT ?= 18m
FUZZ    ?= 10s

# The race detector watches our code and what shares memory with it. These translate,
# compress, draw and hash within themselves; watching them doubles the time of the tests.
# None of them may use sync.Map or another generic type that the rest uses as well: the
# linker keeps one copy, and an unwatched one makes the detector see races that are none.
# tusd's handler is there for another reason: a call that is interrupted while its body
# begins races in there with its own start, which costs nothing (tusd pull request 1199
# is about its neighbours), and fails our tests now and then.
WAZEVO    := github.com/tetratelabs/wazero/internal/engine/wazevo
UNWATCHED := modernc.org/sqlite/lib modernc.org/libc golang.org/x/crypto/argon2 image/... compress/... \
	$(WAZEVO)/ssa/... $(WAZEVO)/frontend/... $(WAZEVO)/backend/... github.com/tus/tusd/v2/pkg/handler
RACE      := -race $(foreach p,$(UNWATCHED),'-gcflags=$(p)=-race=false -d=checkptr=0')

# Rooms with tests that the detector skips or thins out (internal/racetest): run without it as well.
PURE      = $(shell grep -rl --include=*_test.go racetest.Pure internal | xargs -n 1 dirname | sort -u | sed s,^,./,)

# One static binary, whatever the machine has: SQLite is inside, in Go.
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help
.PHONY: help build demo run test browser setup check lint unit bench fuzz-short fmt clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build the program: bin/alur
	@mkdir -p bin
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/alur

demo: build ## Serve a demonstration with invented people and requests (http://127.0.0.1:8080)
	$(BIN) serve --demo --data demo-data

run: build ## Serve with the folder ./data
	$(BIN) serve --data data

# The browser mostly waits, and the race detector does not, so
# they share the machine, the browser first, with two files at a time.
# Neither may hang: both have a limit. Packages wait for disks and servers as well:
# three of them keep two cores busy.
test: setup build ## Run every test there is, with the race detector, and the browser
	@(cd browser && timeout -k 10 30m npm test --silent) & browser=$$!; \
	CGO_ENABLED=1 GOGC=200 nice -n 3 $(TOOL) gotestsum --format pkgname-and-test-fails --hide-summary=skipped -- \
		$(RACE) -count=1 -p 3 -parallel 4 -timeout $(TIMEOUT) ./...; go=$$?; \
	$(GO) test -count=1 ./internal/api ./internal/web -run TestEverybody && $(GO) test -count=1 $(PURE); all=$$?; \
	wait $$browser; pages=$$?; \
	if [ $$go -ne 0 ]; then echo "the Go tests failed, see above"; fi; \
	if [ $$pages -ne 0 ]; then echo "the browser tests failed or took longer than 30m, see above"; fi; \
	exit $$((go | all | pages))

browser: setup build ## Drive the pages in a real Chromium, as every role, on a telephone and in an office
	cd browser && ALUR_SEMUA=1 npm test --silent

setup: ## Install what the tests need and the machine lacks (PostgreSQL, Chromium, npm packages)
	@./scripts/setup

check: fmt lint unit ## What to run before every commit: format, vet, lint, quick tests

fmt:
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted (gofmt -w them):"; echo "$$unformatted"; exit 1; fi

lint:
	$(GO) vet ./...
	$(TOOL) golangci-lint run ./...

# The harnesses of internal/acceptance and internal/bench take minutes: `make test` has them.
unit:
	$(GO) test $$($(GO) list ./... | grep -v -e /internal/acceptance -e /internal/bench)

bench: ## Measure the engine, both databases, the pages, start-up and memory
	$(GO) test ./internal/bench -run '^$$' -bench . -benchtime 1x -timeout 60m -args $(BENCH)

fuzz-short: ## Fuzz every parser for FUZZ (10s) each
	@./scripts/fuzz $(FUZZ)

clean: ## Remove what was built and the demonstration's folder
	rm -rf bin demo-data .cache
