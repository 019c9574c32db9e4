package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// An event tells an open page, in development, that the atlas is another one or
// what is wrong with it.
type event struct {
	Hash     string   `json:"hash"`
	Problems []string `json:"problems"`
}

// A news keeps the latest event, and wakes whoever waits for it.
type news struct {
	mu     sync.Mutex
	latest event
	turned chan struct{} // closed when latest changes
	over   chan struct{} // closed when the server stops
}

func newNews() *news { return &news{turned: make(chan struct{}), over: make(chan struct{})} }

// end lets go of whoever waits, for good.
func (n *news) end() { close(n.over) }

func (n *news) tell(e event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if e.Problems == nil {
		e.Problems = []string{}
	}
	n.latest = e
	close(n.turned)
	n.turned = make(chan struct{})
}

func (n *news) now() (event, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.latest, n.turned
}

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 20 * time.Second

// devEvents streams the atlas's state as server-sent events.
func (s *Server) devEvents(c *gin.Context) {
	stream := http.NewResponseController(c.Writer)
	_ = stream.SetWriteDeadline(time.Time{}) // where it cannot be lifted the page reconnects
	c.Header("Content-Type", "text/event-stream")
	c.Header("Cache-Control", "no-store")
	for {
		e, turned := s.news.now()
		text, err := json.Marshal(e)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(c.Writer, "data: %s\n\n", text); err != nil {
			return
		}
		if stream.Flush() != nil || !s.await(c, turned) {
			return
		}
	}
}

// await sleeps until there is news, keeping the stream alive; false where the
// page has gone or the server stops.
func (s *Server) await(c *gin.Context, turned <-chan struct{}) bool {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-turned:
			return true
		case <-c.Request.Context().Done():
			return false
		case <-s.news.over:
			return false
		case <-tick.C:
			if _, err := fmt.Fprint(c.Writer, ": still here\n\n"); err != nil {
				return false
			}
			c.Writer.Flush()
		}
	}
}
