package cli

import (
	"designdrill/internal/store"
	"designdrill/internal/tui"
)

// NewKeeper is the keeper of practice for tests in processes of their own.
func NewKeeper(db *store.DB, attempt string, seq int) tui.Keeper { return &keeper{db, attempt, seq} }
