# make alone runs what CI runs.

GO       ?= go
# A count, not a time: a fuzzer stopped by the clock now and then reports that as a failure.
FUZZTIME ?= 5000x
# The race detector needs cgo and a C compiler.
RACE     ?= $(shell test "$$($(GO) env CGO_ENABLED)" = 1 && command -v "$$($(GO) env CC)" >/dev/null && echo -race)
# The revision goes into the program where git can tell it.
BUILD     = $(GO) build -trimpath -buildvcs=$(shell git status >/dev/null 2>&1 && echo true || echo false)
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: all build generate test lint content fuzz bench cross clean

all: lint build test content fuzz cross

build:
	$(BUILD) -o bin/ ./cmd/designdrill

# After a change of rubrics/ or scenarios/: compile the content that commands start with.
generate:
	$(GO) generate ./internal/tables

test:
	@test -n "$(RACE)" || echo "no C compiler: the tests run without the race detector"
	$(GO) test -timeout 30m $(RACE) $(TESTFLAGS) ./...

lint:
	@unformatted=$$("$$($(GO) env GOROOT)/bin/gofmt" -l cmd internal prompts rubrics scenarios); \
	if [ -n "$$unformatted" ]; then echo "not gofmt'ed:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	GOOS=windows $(GO) vet ./...
	$(GO) mod verify
	$(GO) mod tidy -diff
	$(GO) tool -modfile=internal/tools/go.mod staticcheck ./...

content:
	$(GO) run -buildvcs=false ./cmd/designdrill content check

# Every fuzzer of every package, for FUZZTIME inputs each (or a time: make fuzz FUZZTIME=30s).
fuzz:
	@list=$$($(GO) test -list '^Fuzz' ./...) || { echo "$$list"; exit 1; }; \
	echo "$$list" | awk '/^Fuzz/ { f[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, f[i]; n = 0 }' | \
	while read -r package fuzzer; do \
		echo "$$package $$fuzzer"; \
		$(GO) test -run '^$$' -fuzz "^$$fuzzer\$$" -fuzztime $(FUZZTIME) "$$package" </dev/null || exit 1; \
	done

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

cross:
	@for p in $(PLATFORMS); do \
		os=$${p%/*}; arch=$${p#*/}; ext=; if [ $$os = windows ]; then ext=.exe; fi; \
		echo "dist/designdrill-$$os-$$arch$$ext"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(BUILD) -ldflags '-s -w' -o dist/designdrill-$$os-$$arch$$ext ./cmd/designdrill || exit 1; \
	done

clean:
	rm -rf bin dist
