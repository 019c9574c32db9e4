// Command marchland serves, checks and measures historical atlases.
package main

import (
	"os"

	"github.com/alecthomas/kong"
)

// cli is the command line: one field a verb, each in a file of its own.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Serve the atlas and its page."`
	Check   checkCmd   `cmd:"" help:"Report every problem in an atlas, as file:line: what is wrong and what to do."`
	Bench   benchCmd   `cmd:"" help:"Measure the server beside a bare handler and nginx."`
	Compile compileCmd `cmd:"" hidden:"" help:"Resolve the embedded atlas for the next build."`
	Bare    bareCmd    `cmd:"" hidden:"" name:"bench-bare" help:"The handler that bench compares with."`
}

func main() {
	var c cli
	ctx := kong.Parse(&c,
		kong.Name("marchland"),
		kong.Description("A historical atlas in one binary."),
		kong.UsageOnError(),
	)
	if err := ctx.Run(); err != nil {
		ctx.Errorf("%v", err)
		os.Exit(1)
	}
}
