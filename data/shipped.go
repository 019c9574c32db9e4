package data

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"path"
	"strings"
)

//go:generate go run ../cmd/marchland compile --output compiled/atlas.gob.zst

// The atlas's text, and what go generate made of it. A binary built without it,
// or with that of another text, resolves the text at every start: it serves the
// same, a few seconds later.
//
//go:embed atlas
var atlasFiles embed.FS

//go:embed all:compiled
var compiledFiles embed.FS

// AtlasFiles holds the text of the atlas within the binary.
func AtlasFiles() fs.FS { return folder(atlasFiles, "atlas") }

func folder(files embed.FS, name string) fs.FS {
	within, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the names are constants
	}
	return within
}

// Shipped returns the atlas within the binary.
func Shipped() (*Atlas, error) {
	f, err := compiledFiles.Open("compiled/atlas.gob.zst")
	if err != nil {
		return Load(AtlasFiles())
	}
	defer func() { _ = f.Close() }() // memory: it cannot fail
	p, err := decompile(f)
	if err != nil {
		return nil, err
	}
	sum := newTextHash()
	err = walkText(AtlasFiles(), func(name string, text []byte) { sum.add(name, text) })
	if err != nil {
		return nil, err
	}
	if sum.String() != p.Hash {
		return Load(AtlasFiles())
	}
	return p.build(), nil
}

// A textHash names an atlas by the text of all its files.
type textHash struct{ sum hash.Hash }

func newTextHash() textHash { return textHash{sha256.New()} }

func (h textHash) add(name string, text []byte) {
	fmt.Fprintf(h.sum, "%s\x00%d\x00", name, len(text))
	h.sum.Write(text)
}

func (h textHash) String() string { return hex.EncodeToString(h.sum.Sum(nil)[:8]) }

// walkText calls yield with every YAML file of an atlas, in order.
func walkText(files fs.FS, yield func(name string, text []byte)) error {
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isYAML(name) {
			return err
		}
		if info, err := entry.Info(); err == nil && info.Size() > maxFile {
			yield(name, nil) // too large to be an atlas's: reported by the loader
			return nil
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		yield(name, text)
		return nil
	})
}

func isYAML(name string) bool {
	ext := path.Ext(name)
	return (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(path.Base(name), ".")
}
