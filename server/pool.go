package server

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// A pool keeps what was made, the latest used, within a budget of bytes.
type pool[V any] struct {
	mu     sync.Mutex
	lru    *simplelru.LRU[string, pooled[V]]
	held   int
	budget int
}

type pooled[V any] struct {
	value V
	cost  int
}

// mostKept bounds the entries of a pool however small they are.
const mostKept = 1 << 16

func newPool[V any](budget int) *pool[V] {
	p := &pool[V]{budget: budget}
	lru, err := simplelru.NewLRU(mostKept, func(_ string, gone pooled[V]) { p.held -= gone.cost })
	if err != nil {
		panic(err) // the size is a constant above nought: cannot happen
	}
	p.lru = lru
	return p
}

func (p *pool[V]) get(key string) (V, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found, ok := p.lru.Get(key)
	return found.value, ok
}

// add keeps a value that takes so many bytes, and lets go what is over the budget.
func (p *pool[V]) add(key string, value V, cost int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lru.Remove(key)
	p.held += cost
	p.lru.Add(key, pooled[V]{value, cost})
	for p.held > p.budget && p.lru.Len() > 1 {
		p.lru.RemoveOldest()
	}
}
