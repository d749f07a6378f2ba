package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// Reading is a job: a candidate's answer in a room is to be read by the second reader.
type Reading struct {
	Room string `json:"room"`
	Seat string `json:"seat"`
}

// Kind names the job to River.
func (Reading) Kind() string { return "designdrill-reading" }

// InsertOpts lets an answer be read once, however often it is asked for.
func (Reading) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: readingTries, UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

const (
	readingTries = 4                // the first and three more, with growing pauses
	readingTime  = 15 * time.Minute // one may take
	readers      = 2                // at a time in a process
)

// Queue hands jobs to the processes that serve a database of PostgreSQL. A job of a
// process that is killed is taken up by another.
type Queue struct{ client *river.Client[pgx.Tx] }

type reader struct {
	river.WorkerDefaults[Reading]
	work func(ctx context.Context, r Reading, last bool) error
}

func (w *reader) Work(ctx context.Context, job *river.Job[Reading]) error {
	err := w.work(ctx, job.Args, job.Attempt >= job.MaxAttempts)
	var none *NoRoomError
	if errors.As(err, &none) {
		return river.JobCancel(err) // deleted since
	}
	return err
}

func (w *reader) Timeout(*river.Job[Reading]) time.Duration { return readingTime }

// StartQueue begins to work on the readings that are wanted. An error of work lets the
// job be tried again later, but for the last time.
func (db *DB) StartQueue(ctx context.Context, log *slog.Logger, work func(ctx context.Context, r Reading, last bool) error) (*Queue, error) {
	if !db.Shared() {
		return nil, errors.New("the queue needs PostgreSQL")
	}
	driver := riverpgxv5.New(db.pool)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return nil, err
	}
	if err := db.alone(ctx, func() error {
		_, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}); err != nil {
		return nil, db.explain(err)
	}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &reader{work: work}); err != nil {
		return nil, err
	}
	client, err := river.NewClient(driver, &river.Config{Logger: log, Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: readers}},
		RescueStuckJobsAfter: 2 * readingTime})
	if err != nil {
		return nil, err
	}
	return &Queue{client}, db.explain(client.Start(context.WithoutCancel(ctx)))
}

// queueLock keeps processes from migrating the queue at a time.
const queueLock = 0x6472696c6c

// alone runs f while no other process does.
func (db *DB) alone(ctx context.Context, f func() error) error {
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(queueLock)); err != nil {
		return err
	}
	err = f()
	_, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(queueLock))
	return errors.Join(err, unlock)
}

// Want asks for a reading.
func (q *Queue) Want(ctx context.Context, r Reading) error {
	_, err := q.client.Insert(ctx, r, nil)
	return err
}

// Stop waits a moment for the jobs under way, then breaks them off: they are taken up
// again.
func (q *Queue) Stop(ctx context.Context) error {
	soft, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if q.client.Stop(soft) == nil {
		return nil
	}
	return q.client.StopAndCancel(ctx)
}
