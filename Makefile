# Marchland. On a fresh machine with Go and Node: make run, make test.

SHELL := /bin/bash
GOLANGCI := v2.15.0
LISTEN ?= 127.0.0.1:8080
ATLAS ?= data/atlas

page := web/dist/index.html
compiled := data/compiled/atlas.gob.zst
page_sources := $(shell find web/src web/public web/index.html web/vite.config.ts web/package-lock.json -type f 2>/dev/null)
go_sources := $(shell find cmd geo server data web/web.go -name '*.go' -not -name '*_test.go') server/bibliography.html go.mod go.sum
atlas_sources := $(shell find data/atlas data/base -type f -not -path '*/build/*')

.PHONY: run build test test-go test-web test-page check lint dev bench fmt clean

run: build
	bin/marchland serve --listen $(LISTEN)

build: bin/marchland

bin/marchland: $(page) $(compiled) $(go_sources)
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o $@ ./cmd/marchland

# The page, from npm packages pinned by web/package-lock.json.
$(page): web/node_modules/.package-lock.json $(page_sources)
	cd web && npm run build
	@touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-fund --no-audit
	@touch $@

# The atlas, resolved from its text, so that the binary starts at once.
$(compiled): $(atlas_sources) $(filter geo/% data/%,$(go_sources))
	go generate ./data

# Every test. The page's needs a Chromium: the system's, or Playwright's own.
test: test-go test-web test-page

test-go: $(compiled)
	go test -race -timeout 10m ./...

test-web: web/node_modules/.package-lock.json
	cd web && npm test

test-page: build web/node_modules/.package-lock.json
	cd web && npm run e2e

# What every commit passes, in a minute or two.
check: lint
	go vet ./...
	go run ./cmd/marchland check $(ATLAS)
	cd web && npm run check

lint: bin/golangci-lint-$(GOLANGCI) web/node_modules/.package-lock.json
	@test -z "$$(gofmt -l cmd data geo server web/web.go | tee /dev/stderr)"
	bin/golangci-lint-$(GOLANGCI) run ./...

bin/golangci-lint-$(GOLANGCI):
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)
	mv bin/golangci-lint $@

# The page and the atlas reload as they are edited: http://127.0.0.1:5173
dev: web/node_modules/.package-lock.json
	@trap 'kill 0' EXIT; \
	go run ./cmd/marchland serve --dev --listen $(LISTEN) --atlas $(ATLAS) & \
	cd web && npm run dev

# Side by side with nginx and a bare net/http handler, in one run.
bench: build
	@command -v nginx >/dev/null && command -v wrk >/dev/null || .ci/apt nginx-light wrk
	bin/marchland bench

fmt:
	gofmt -w cmd data geo server web/web.go
	cd web && npm run format

clean:
	rm -rf bin web/dist/assets web/dist/index.html $(compiled) bench
