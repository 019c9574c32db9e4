package data_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/marchland/marchland/data"
	"golang.org/x/tools/txtar"
)

// formatted is a file's text laid out anew, or as it was where that is canonical.
func formatted(t testing.TB, text []byte) []byte {
	t.Helper()
	changed, err := data.Format(fstest.MapFS{"places/p.yaml": {Data: text}})
	if err != nil {
		t.Fatal(err)
	}
	if laid, ok := changed["places/p.yaml"]; ok {
		return laid
	}
	return text
}

// Each pair of testdata/format.txtar is a file as someone typed it, and laid out.
func TestFormat(t *testing.T) {
	a := archive(t, "format.txtar")
	for i := 0; i < len(a.Files); i += 2 {
		typed, want := a.Files[i], &a.Files[i+1]
		got := formatted(t, typed.Data)
		if *update {
			want.Data = got
		}
		if string(got) != string(want.Data) {
			t.Errorf("%s is laid out as\n%s\nwant\n%s", typed.Name, got, want.Data)
		}
		if again := formatted(t, got); string(again) != string(got) {
			t.Errorf("%s, laid out twice, is\n%s", typed.Name, again)
		}
	}
	if *update {
		if err := os.WriteFile("testdata/format.txtar", txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// What is no YAML is left for check to report.
func TestFormatLeavesBrokenFiles(t *testing.T) {
	changed, err := data.Format(atlasOf(t, txtar.File{Name: "places/broken.yaml", Data: []byte("- id: [a\n")}))
	if _, touched := changed["places/broken.yaml"]; touched || err != nil {
		t.Errorf("a broken file: touched %v, %v", touched, err)
	}
}

// Whatever is laid out says the same as before, and can be laid out again.
func FuzzFormat(f *testing.F) {
	for _, file := range archive(f, "format.txtar").Files {
		f.Add(file.Data)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		changed, err := data.Format(fstest.MapFS{"places/p.yaml": {Data: text}})
		laid, ok := changed["places/p.yaml"]
		if err != nil || !ok {
			return
		}
		var before, after any
		if yaml.Unmarshal(text, &before) != nil || yaml.Unmarshal(laid, &after) != nil {
			t.Fatalf("%q is laid out as %q", text, laid)
		}
		words := func(v any) []string {
			return strings.FieldsFunc(fmt.Sprint(v), func(r rune) bool { return unicode.IsSpace(r) || r == '[' || r == ']' })
		}
		if a, b := words(before), words(after); !slices.Equal(a, b) {
			t.Errorf("%q, laid out as %q, says %q and not %q", text, laid, b, a)
		}
	})
}
