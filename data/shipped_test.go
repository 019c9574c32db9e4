package data_test

import (
	"testing"

	"github.com/marchland/marchland/data"
)

// The claims of the shipped atlas can all be true together.
func TestShippedHolds(t *testing.T) {
	if _, err := shipped(); err != nil {
		t.Error(err)
	}
}

// The shipped atlas is laid out canonically.
func TestShippedIsFormatted(t *testing.T) {
	changed, err := data.Format(data.AtlasFiles())
	if err != nil {
		t.Fatal(err)
	}
	for name := range changed {
		t.Errorf("%s is not laid out; run: marchland check --fix data/atlas", name)
	}
}
