package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/marchland/marchland/data"
)

type checkCmd struct {
	Dir    string `arg:"" optional:"" help:"The atlas's folder; the atlas within the binary if left out."`
	Fix    bool   `help:"Lay the files out canonically before they are checked."`
	Report bool   `help:"Print what the atlas covers, by language, certainty, layer and decade."`
}

// Run prints every problem and ends with an error if there are any.
func (c *checkCmd) Run() error {
	files, dir, err := atlasFolder(c.Dir)
	if err != nil {
		return err
	}
	if c.Fix {
		if err := fix(files, dir); err != nil {
			return err
		}
	}
	atlas, err := data.Check(files)
	var problems data.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	if c.Report && atlas != nil {
		if err := atlas.Report().Print(os.Stdout); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		printProblems(os.Stdout, dir, problems)
		return fmt.Errorf("%d problems", len(problems))
	}
	if !c.Report {
		summary(atlas)
	}
	return nil
}

func summary(atlas *data.Atlas) {
	claims := 0
	for _, l := range atlas.Layers {
		claims += l.Len()
	}
	fmt.Printf("%s: %d layers, %d claims, %d places, %d sources; no problems\n",
		atlas.ID, len(atlas.Layers), claims, len(atlas.Places), len(atlas.Sources))
}

// fix lays out the files of a folder anew. Each is written beside itself and
// then put in its own place, so that none is ever half written.
func fix(files fs.FS, dir string) error {
	if dir == "" {
		return errors.New("the atlas within the binary cannot be fixed; name a folder")
	}
	changed, err := data.Format(files)
	var problems data.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	printProblems(os.Stdout, dir, problems)
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := replace(at, changed[name]); err != nil {
			return err
		}
		fmt.Printf("%s: laid out\n", filepath.ToSlash(at))
	}
	return nil
}

// replace puts a text in a file's place, with the file's own mode.
func replace(name string, text []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	beside := name + ".new"
	if err := os.WriteFile(beside, text, mode); err != nil {
		return err
	}
	return os.Rename(beside, name)
}

// printProblems prints problems with their files as seen from here.
func printProblems(w io.Writer, dir string, problems data.Problems) {
	for _, p := range problems {
		p.File = path.Join(filepath.ToSlash(dir), p.File)
		fmt.Fprintln(w, p)
	}
}

// atlasFolder opens the folder of an atlas: DIR itself, or DIR/atlas where DIR
// is the project's data folder. Without DIR it is the atlas within the binary.
func atlasFolder(dir string) (fs.FS, string, error) {
	if dir == "" {
		return data.AtlasFiles(), "", nil
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, "", fmt.Errorf("%s: there is no such folder", dir)
	}
	if within := filepath.Join(dir, "atlas"); !exists(filepath.Join(dir, "atlas.yaml")) && exists(filepath.Join(within, "atlas.yaml")) {
		dir = within
	}
	return os.DirFS(dir), dir, nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
