package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/marchland/marchland/data"
)

type checkCmd struct {
	Dir string `arg:"" optional:"" help:"The atlas's folder; the atlas within the binary if left out."`
}

// Run prints every problem and ends with an error if there are any.
func (c *checkCmd) Run() error {
	files, dir, err := atlasFolder(c.Dir)
	if err != nil {
		return err
	}
	atlas, err := data.Load(files)
	var problems data.Problems
	if errors.As(err, &problems) {
		printProblems(os.Stdout, dir, problems)
		return fmt.Errorf("%d problems", len(problems))
	}
	if err != nil {
		return err
	}
	claims := 0
	for _, l := range atlas.Layers {
		claims += l.Len()
	}
	fmt.Printf("%s: %d layers, %d claims, %d places, %d sources; no problems\n",
		atlas.ID, len(atlas.Layers), claims, len(atlas.Places), len(atlas.Sources))
	return nil
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
