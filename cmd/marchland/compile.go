package main

import (
	"fmt"
	"os"

	"github.com/marchland/marchland/data"
)

// compileCmd resolves the atlas within the binary into the form that the next
// binary carries; the build runs it, people do not.
type compileCmd struct {
	Output string `required:"" help:"The file to write."`
}

// Run writes the compiled atlas.
func (c *compileCmd) Run() error {
	out, err := data.Compile(data.AtlasFiles())
	if err != nil {
		return fmt.Errorf("the atlas has problems:\n%w", err)
	}
	return os.WriteFile(c.Output, out, 0o644)
}
