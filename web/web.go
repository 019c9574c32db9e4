// Package web carries the built page within the binary. It holds no other Go:
// an embedded folder must lie beside the file that names it.
package web

import (
	"embed"
	"io/fs"
)

// The folder is empty but for a .gitkeep until the page is built, so that the
// program compiles, and its tests pass, without Node.
//
//go:embed all:dist
var dist embed.FS

// Page returns the built page: index.html and assets/.
func Page() fs.FS {
	page, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	return page
}
