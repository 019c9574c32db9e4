package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata run this very test binary as marchland.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"marchland": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			// Two free addresses: $HERE to serve at, $TAKEN that another has.
			here, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			taken, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Defer(func() { taken.Close() })
			env.Setenv("HERE", here.Addr().String())
			env.Setenv("TAKEN", taken.Addr().String())
			return here.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"get": get, "same": same, "terminate": terminate},
	})
}

// get asks an address until it answers 200, and prints the answer.
func get(ts *testscript.TestScript, _ bool, args []string) {
	for range 600 {
		res, err := http.Get("http://" + args[0])
		if err == nil {
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err == nil && res.StatusCode == http.StatusOK {
				_, _ = ts.Stdout().Write(body)
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s does not answer", args[0])
}

// terminate sends SIGTERM to what runs in the background.
func terminate(ts *testscript.TestScript, _ bool, _ []string) {
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

// same checks that a file begins with the whole of another.
func same(ts *testscript.TestScript, _ bool, args []string) {
	a, b := ts.ReadFile(args[0]), ts.ReadFile(args[1])
	if a == "" || !strings.HasPrefix(b, a) {
		ts.Fatalf("%s is\n%s, and %s is\n%s", args[0], a, args[1], b)
	}
}
