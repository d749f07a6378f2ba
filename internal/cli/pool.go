package cli

import (
	"context"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"designdrill/internal/score"
)

// inOrder runs work on all inputs, as many at a time as there are processors, and
// hands the outcomes to done one by one in the order of the inputs. Few outcomes wait
// at any time, however many inputs there are. It ends early when done fails or ctx
// ends, without waiting for work under way.
func inOrder[T any](ctx context.Context, inputs []input, work func(context.Context, input) T, done func(T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := min(runtime.GOMAXPROCS(0), len(inputs))
	slots := make(chan chan T, 2*workers)
	go func() {
		defer close(slots)
		var g errgroup.Group
		g.SetLimit(max(workers, 1))
		for _, in := range inputs {
			slot := make(chan T, 1)
			select {
			case <-ctx.Done():
				return
			case slots <- slot:
			}
			g.Go(func() error {
				slot <- work(ctx, in)
				return nil
			})
		}
	}()
	for {
		var slot chan T
		var ok bool
		select {
		case <-ctx.Done():
			return ctx.Err()
		case slot, ok = <-slots:
		}
		if !ok {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-slot:
			if err := done(r); err != nil {
				return err
			}
		}
	}
}

// contents gives the content of each scenario, made when it is first asked for.
type contents struct {
	engine *score.Engine
	mu     sync.Mutex
	made   map[string]func() (*score.Content, error)
}

func newContents(e *score.Engine) *contents {
	return &contents{engine: e, made: map[string]func() (*score.Content, error){}}
}

// of returns the content of a scenario, of none for "".
func (c *contents) of(scenario string) (*score.Content, error) {
	c.mu.Lock()
	get, ok := c.made[scenario]
	if !ok {
		get = sync.OnceValues(func() (*score.Content, error) { return c.engine.Content(scenario) })
		c.made[scenario] = get
	}
	c.mu.Unlock()
	return get()
}
