package data_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/marchland/marchland/data"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what check reports into the archives of testdata/bad")

// archive reads an archive of testdata.
func archive(t testing.TB, name string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// atlasOf is the right atlas of testdata/good.txtar with other files in it.
func atlasOf(t testing.TB, others ...txtar.File) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, f := range append(archive(t, "good.txtar").Files, others...) {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

// Each archive breaks a right atlas, and holds every message that this gives.
func TestProblems(t *testing.T) {
	if _, err := data.Check(atlasOf(t)); err != nil {
		t.Fatalf("the right atlas is wrong:\n%v", err)
	}
	names, _ := filepath.Glob("testdata/bad/*.txtar")
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a := archive(t, filepath.Join("bad", filepath.Base(name)))
			last := &a.Files[len(a.Files)-1]
			if last.Name != "want.txt" {
				t.Fatalf("the last file is %s, not want.txt", last.Name)
			}
			_, err := data.Check(atlasOf(t, a.Files[:len(a.Files)-1]...))
			var problems data.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("the atlas has no problems: %v", err)
			}
			got := problems.Error() + "\n"
			if *update {
				last.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got != string(last.Data) {
				t.Errorf("reported is\n%swant\n%s", got, last.Data)
			}
		})
	}
	if len(names) < 25 {
		t.Errorf("there are only %d archives", len(names))
	}
}

func TestNoAtlas(t *testing.T) {
	if _, err := data.Load(fstest.MapFS{}); !errors.Is(err, data.ErrNoAtlas) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := data.Load(os.DirFS("testdata/nowhere")); !errors.Is(err, data.ErrNoAtlas) {
		t.Errorf("no folder: %v", err)
	}
}

func TestHugeFile(t *testing.T) {
	huge := txtar.File{Name: "places/huge.yaml", Data: make([]byte, 8<<20+1)}
	_, err := data.Load(atlasOf(t, huge))
	if want := "places/huge.yaml:1: the file is larger than 8 MB; split it"; err == nil || err.Error() != want {
		t.Errorf("a huge file: %v, want %s", err, want)
	}
}

// What a broken disk says is an error of its own, no problem of the atlas.
func TestUnreadableFile(t *testing.T) {
	files := brokenFS{atlasOf(t)}
	_, err := data.Load(files)
	var problems data.Problems
	if err == nil || errors.As(err, &problems) || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("an unreadable file: %v", err)
	}
}

type brokenFS struct{ fs.FS }

func (b brokenFS) Open(name string) (fs.File, error) {
	if name == "places/places.yaml" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return b.FS.Open(name)
}
