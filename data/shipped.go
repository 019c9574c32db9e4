package data

import (
	"embed"
	"io/fs"
)

//go:embed atlas
var atlasFiles embed.FS

// AtlasFiles holds the text of the atlas within the binary.
func AtlasFiles() fs.FS {
	files, err := fs.Sub(atlasFiles, "atlas")
	if err != nil {
		panic(err) // the name is a constant
	}
	return files
}
