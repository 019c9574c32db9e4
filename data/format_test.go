package data_test

import (
	"os"
	"regexp"
	"testing"
	"testing/fstest"

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

var comment = regexp.MustCompile(`(?m)(^|\s)#\s*(.*)$`)

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
		if again := formatted(t, laid); string(again) != string(laid) {
			t.Errorf("%q is laid out as %q, then as %q", text, laid, again)
		}
	})
}

// Laying out loses no comment.
func TestFormatKeepsComments(t *testing.T) {
	for _, file := range archive(t, "format.txtar").Files {
		before := comment.FindAllString(string(file.Data), -1)
		after := comment.FindAllString(string(formatted(t, file.Data)), -1)
		if len(before) != len(after) {
			t.Errorf("%s: comments %q became %q", file.Name, before, after)
		}
	}
}
