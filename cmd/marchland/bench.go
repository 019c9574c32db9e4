package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

type benchCmd struct {
	Rounds      int    `default:"5" help:"How often each of the rivals takes its turn."`
	Seconds     int    `default:"2" help:"How long a turn lasts, in the contest with nginx; half of it in the others."`
	Connections int    `default:"32" help:"How many connections wrk keeps busy."`
	Threads     int    `help:"How many threads wrk has; half of the processors if left out."`
	Starts      int    `default:"7" help:"How often the server is started."`
	Out         string `default:"bench" help:"The folder for result.json and result.md." placeholder:"DIR"`
	Strict      bool   `help:"Fail where a tool is missing or a target is missed."`
}

// The slice that the targets are about.
const (
	benchLayer = "korean-war-control"
	benchPath  = "/api/layers/" + benchLayer + "/slice"
	benchQuery = "?date=1950-09-15"
)

// The targets.
const (
	ofBare     = 0.95 // of a bare net/http handler's rate, for a cached slice
	ofNginx    = 0.65 // of nginx's rate with gzip_static
	ofUncached = 0.50 // of the bare handler's rate, for a slice asked for the first time
	startMost  = 300  // milliseconds from start to first answer
	atlasMost  = 400  // kilobytes of the whole atlas, compressed
)

// Run measures the server beside a bare handler and nginx, prints the figures
// and keeps them. It ends by itself, and leaves no child behind.
func (b *benchCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, b.limit())
	defer cancel()
	b.Rounds, b.Seconds, b.Starts = max(1, b.Rounds), max(1, b.Seconds), max(1, b.Starts)
	b.Threads = cmp.Or(b.Threads, max(1, runtime.NumCPU()/2))
	b.Connections = max(b.Threads, b.Connections)

	r := newReport()
	if err := b.measure(ctx, r); err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("stopped before the end: %w", errors.Join(ctx.Err(), err))
		}
		return err
	}
	r.print(os.Stdout)
	if err := r.save(b.Out); err != nil {
		return err
	}
	if failed := r.failed(); b.Strict && failed > 0 {
		return fmt.Errorf("%d targets missed or not measured", failed)
	}
	return nil
}

// limit is more than the bench takes on a slow machine: three contests of three
// rivals at most, and a minute for all else.
func (b *benchCmd) limit() time.Duration {
	return time.Minute + 9*time.Duration(b.Rounds+1)*(time.Duration(b.Seconds)+1)*time.Second
}

func (b *benchCmd) measure(ctx context.Context, r *report) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("cannot find this binary to run it again: %w", err)
	}
	dir, err := os.MkdirTemp("", "marchland-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()     // what is left there is only temporary
	if err := os.Chmod(dir, 0o755); err != nil { // nginx's workers are another user
		return err
	}
	s := &stage{dir: dir, self: self}
	if err := b.underLoad(ctx, s, r); err != nil {
		return err
	}
	progress("starting the server %d times", b.Starts)
	if err := b.starts(ctx, s, r); err != nil {
		return err
	}
	progress("in-process figures")
	return inside(r, self)
}

// underLoad measures what is answered over loopback.
func (b *benchCmd) underLoad(ctx context.Context, s *stage, r *report) error {
	defer s.close()
	marchland, err := s.marchland(ctx)
	if err != nil {
		return err
	}
	url := marchland.url + benchPath + benchQuery
	answers := map[string]*answer{}
	for _, encoding := range []string{"identity", "gzip", "br"} {
		if answers[encoding], err = fetch(ctx, url, encoding); err != nil {
			return err
		}
	}
	r.Slice = fmt.Sprintf("%s%s is %d bytes, %d with gzip, %d with br", benchPath, benchQuery,
		len(answers["identity"].body), len(answers["gzip"].body), len(answers["br"].body))
	if err := b.contests(ctx, s, r, marchland, answers); err != nil {
		return err
	}
	if err := firstAsked(ctx, r, marchland); err != nil {
		return err
	}
	if err := reelSizes(ctx, r, marchland); err != nil {
		return err
	}
	memory(r, marchland)
	return nil
}

// contests runs the rivals against each other, if there is a wrk to do so.
func (b *benchCmd) contests(ctx context.Context, s *stage, r *report, marchland *child, answers map[string]*answer) error {
	wrk := tool("wrk")
	if wrk == "" {
		r.skip("rates against a bare handler and nginx", "there is no wrk on this machine: apt-get install wrk")
		return nil
	}
	bare := map[string]*child{}
	for _, encoding := range []string{"gzip", "br"} {
		var err error
		if bare[encoding], err = s.bare(ctx, answers[encoding]); err != nil {
			return err
		}
	}
	gzip := []*child{marchland, bare["gzip"]}
	// Debian has nginx where a user's path does not lead.
	if binary := tool("nginx", "/usr/sbin/nginx"); binary == "" {
		r.skip("rate against nginx", "there is no nginx on this machine: apt-get install nginx-light")
	} else {
		nginx, err := s.nginx(ctx, binary, answers)
		if err != nil {
			return err
		}
		gzip = append(gzip, nginx)
	}
	progress("waiting until the server has made what it makes ahead of time")
	marchland.rest(ctx)
	load, short := &load{wrk: wrk, dir: s.dir, cmd: b}, max(1, b.Seconds/2)
	for _, c := range []*contest{
		{Name: "cached slice", Encoding: "gzip", seconds: b.Seconds, rivals: gzip, targets: []float64{ofBare, ofNginx}},
		{Name: "cached slice", Encoding: "br", seconds: short, rivals: []*child{marchland, bare["br"]}, targets: []float64{ofBare}},
		{Name: "a new box each time", Encoding: "gzip", seconds: short, boxes: true, rivals: []*child{marchland, bare["gzip"]}, targets: []float64{ofUncached}},
	} {
		if err := load.settle(ctx, c); err != nil {
			return fmt.Errorf("%s, %s: %w", c.Name, c.Encoding, err)
		}
		r.Contests = append(r.Contests, c)
	}
	return nil
}

// tool finds a program under the first of some names that there is.
func tool(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// starts measures the time from start to first answer.
func (b *benchCmd) starts(ctx context.Context, s *stage, r *report) error {
	var took []float64
	for range b.Starts {
		began := time.Now()
		_, err := s.marchland(ctx) // it has answered the slice when it returns
		if err != nil {
			return err
		}
		took = append(took, milliseconds(time.Since(began)))
		s.close()
	}
	r.add(figure{Name: "start to first answer, median", Value: quantile(took, 0.5), Unit: "ms", Target: startMost})
	r.add(figure{Name: "start to first answer, least", Value: quantile(took, 0), Unit: "ms"})
	r.add(figure{Name: "start to first answer, most", Value: quantile(took, 1), Unit: "ms"})
	return nil
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1e3 }

// progress tells whoever waits what is being measured.
func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...)
}

// save writes the report to a folder.
func (r *report) save(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := r.json()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "result.json"), text, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "result.md"), r.markdown(), 0o644)
}
