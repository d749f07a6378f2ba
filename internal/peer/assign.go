// Package peer provides blind peer review as pure functions: who reviews whom under
// which pseudonym, what a reviewer's own bias is, and what the reviews of a group say
// when they are laid side by side. Chance comes in through a Source; the same input
// gives the same result.
package peer

// Source draws numbers from 0 up to, not including, n. A *rand.Rand of math/rand/v2
// is one.
type Source interface {
	IntN(n int) int
}

// Each is how many answers a person reviews, and by how many each answer is reviewed,
// where there are enough people.
const Each = 2

// Assign says who reviews whom: for each of n people the places of those whose answers
// they review, in the order to read them. Everyone gives and gets Each reviews (one
// of two people, none of one), nobody reviews themselves, and from five people on no
// two review each other; of four, two pairs do, and of three or two all, which is the
// least there can be. All reviews hang together: no part of the group stays among itself.
func Assign(n int, src Source) [][]int {
	out := make([][]int, max(n, 0))
	if n < 2 {
		return out
	}
	// Everyone sits in a ring by chance and reviews whoever sits at fixed distances:
	// then all give and get alike. Two distances let a pair meet only where they, or
	// twice one of them, go round the ring.
	ring := shuffled(n, src)
	for place, person := range ring {
		out[person] = append(out[person], ring[(place+1)%n])
	}
	if n == 2 {
		return out
	}
	far := distance(n, src)
	for place, person := range ring {
		out[person] = append(out[person], ring[(place+far)%n])
		if src.IntN(2) == 1 {
			out[person][0], out[person][1] = out[person][1], out[person][0]
		}
	}
	return out
}

// distance draws the second distance in a ring of n, 3 or more.
func distance(n int, src Source) int {
	var fit []int
	for d := 2; d < n; d++ {
		if d != n-1 && 2*d != n {
			fit = append(fit, d)
		}
	}
	if len(fit) == 0 {
		return 2 // three or four people cannot avoid pairs
	}
	return fit[src.IntN(len(fit))]
}

// shuffled returns 0 … n-1 in an order by chance.
func shuffled(n int, src Source) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	for i := n - 1; i > 0; i-- {
		k := src.IntN(i + 1)
		list[i], list[k] = list[k], list[i]
	}
	return list
}

// Pseudonyms returns n different names by chance, none of which is taken, for up to a
// thousand people. taken is asked for each name that is drawn.
func Pseudonyms(n int, src Source, taken func(name string) bool) []string {
	order := shuffled(len(manners)*len(animals), src)
	out := make([]string, 0, max(n, 0))
	for _, k := range order {
		if len(out) >= n {
			break
		}
		if name := manners[k%len(manners)] + "-" + animals[k/len(manners)]; !taken(name) {
			out = append(out, name)
		}
	}
	return out
}

// MaxPeople is how many a round can hold: well below the number of pseudonyms.
const MaxPeople = 1000

// The words of pseudonyms are neither names of people nor words of the trade, so that none of them
// stands in an answer.
var (
	manners = []string{"azure", "brisk", "calm", "candid", "clever", "crisp", "dapper", "eager", "fabled", "frosty", "gentle", "golden", "hardy",
		"humble", "jolly", "keen", "lively", "lucky", "maple", "mellow", "merry", "nimble", "patient", "plucky", "proud", "quaint", "quiet", "russet",
		"sable", "silver", "sunny", "tidy", "velvet", "witty"}
	animals = []string{"badger", "beaver", "bison", "bittern", "crane", "curlew", "dormouse", "egret", "ermine", "ferret", "finch", "gannet", "gibbon",
		"heron", "hoopoe", "ibex", "ibis", "jackdaw", "kestrel", "lapwing", "lemur", "lynx", "magpie", "marmot", "marten", "newt", "ocelot", "osprey",
		"otter", "petrel", "plover", "puffin", "quail", "siskin", "stoat", "tapir", "tern", "vole", "walrus", "weasel", "wombat", "wren"}
)
