package peer_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"designdrill/internal/peer"
)

func source(seed uint64) peer.Source { return rand.New(rand.NewPCG(seed, 0)) }

// TestAssign holds for every size: all give and get alike, nobody themselves, none
// twice, and as few pairs review each other as there can be.
func TestAssign(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, seed := rapid.IntRange(2, 200).Draw(t, "people"), rapid.Uint64().Draw(t, "seed")
		got := peer.Assign(n, source(seed))
		if again := peer.Assign(n, source(seed)); !slices.EqualFunc(got, again, slices.Equal) {
			t.Fatalf("the same seed gives %v and %v", got, again)
		}
		each := min(peer.Each, n-1)
		gets := make([]int, n)
		for i, list := range got {
			if len(list) != each {
				t.Fatalf("%d reviews %d answers, want %d", i, len(list), each)
			}
			for k, j := range list {
				if j == i || slices.Contains(list[:k], j) {
					t.Fatalf("%d reviews %v", i, list)
				}
				gets[j]++
			}
		}
		for i, k := range gets {
			if k != each {
				t.Fatalf("%d gets %d reviews, want %d", i, k, each)
			}
		}
		least := map[int]int{2: 1, 3: 3, 4: 2}[n]
		if k := mutual(got); k != least {
			t.Fatalf("%d pairs review each other, want %d: %v", k, least, got)
		}
		if k := reach(got); k != n {
			t.Fatalf("from 0 reviews lead to %d of %d people", k, n)
		}
	})
}

func mutual(list [][]int) int {
	n := 0
	for i, of := range list {
		for _, j := range of {
			if j > i && slices.Contains(list[j], i) {
				n++
			}
		}
	}
	return n
}

// reach counts the people that reviews lead to from the first.
func reach(list [][]int) int {
	seen, todo := map[int]bool{0: true}, []int{0}
	for len(todo) > 0 {
		for _, j := range list[todo[0]] {
			if !seen[j] {
				seen[j] = true
				todo = append(todo, j)
			}
		}
		todo = todo[1:]
	}
	return len(seen)
}

func TestAssignFew(t *testing.T) {
	for _, n := range []int{-1, 0, 1} {
		for _, list := range peer.Assign(n, source(1)) {
			if len(list) > 0 {
				t.Errorf("of %d people one reviews %v", n, list)
			}
		}
	}
}

// TestAssignVaries wants chance to matter: another seed, another round.
func TestAssignVaries(t *testing.T) {
	first := peer.Assign(20, source(1))
	if slices.EqualFunc(first, peer.Assign(20, source(2)), slices.Equal) {
		t.Error("two seeds give the same assignment")
	}
}

func TestPseudonyms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, seed := rapid.IntRange(0, peer.MaxPeople).Draw(t, "people"), rapid.Uint64().Draw(t, "seed")
		taken := func(name string) bool { return strings.HasPrefix(name, "quiet-") }
		got := peer.Pseudonyms(n, source(seed), taken)
		if !slices.Equal(got, peer.Pseudonyms(n, source(seed), taken)) {
			t.Fatal("the same seed gives other names")
		}
		if len(got) != n || len(slices.Compact(slices.Sorted(slices.Values(got)))) != n || slices.ContainsFunc(got, taken) {
			t.Fatalf("%d names for %d people: %v", len(got), n, got)
		}
	})
}
