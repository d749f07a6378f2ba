package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"designdrill/internal/diag"
	"designdrill/internal/llm"
	"designdrill/internal/yamlpos"
)

// profile is a model on a server, from the configuration file or the environment.
type profile struct {
	name      string
	baseURL   string
	model     string
	key       string
	keyFrom   string // where the key comes from, "" when there is none
	azure     string // API version; "" is not Azure
	tokenCap  string
	format    string
	timeout   time.Duration
	parallel  int
	batch     int
	maxOutput int
	prices    llm.Prices
}

// Environment variables. A key in the environment goes to the server that the
// environment or the default names, and to no other.
const (
	envProfile = "DESIGNDRILL_PROFILE"
	envModel   = "DESIGNDRILL_MODEL"
	envURL     = "OPENAI_BASE_URL"
	envKey     = "OPENAI_API_KEY"
)

// configFile is where the profiles are.
func configFile() (string, error) {
	if dir := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "designdrill", "config.yaml"), nil
	}
	if runtime.GOOS != "windows" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", failedf("set XDG_CONFIG_HOME", "no folder for the configuration: %s", err)
		}
		return filepath.Join(home, ".config", "designdrill", "config.yaml"), nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", failedf("set XDG_CONFIG_HOME", "no folder for the configuration: %s", err)
	}
	return filepath.Join(dir, "designdrill", "config.yaml"), nil
}

// cacheDir is where replies are kept.
func cacheDir() (string, error) {
	if dir := os.Getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "designdrill", "review"), nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", failedf("set XDG_CACHE_HOME", "no folder for the cache: %s", err)
	}
	return filepath.Join(dir, "designdrill", "review"), nil
}

// maxConfig bounds the configuration file, in bytes.
const maxConfig = 256 << 10

// loadProfiles reads the configuration file; there need be none. The second result is
// the profile that the file names for use.
func (e *env) loadProfiles(path string) ([]profile, string, error) {
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", failedf("", "%s: %s", path, reason(err))
	}
	d := yamlpos.Parse(path, src, yamlpos.Options{MaxBytes: maxConfig})
	root := d.Root("configuration")
	root.Int("format", yamlpos.Required, yamlpos.Between(1, 1))
	use := root.Text("profile")
	var list []profile
	secret := false
	root.Maps("profiles", "profile", func(m *yamlpos.Map) {
		p := profile{name: m.Text("name", yamlpos.Required, yamlpos.Slug), baseURL: m.Text("base_url"), model: m.Text("model", yamlpos.Required),
			azure: m.Text("azure_api_version", yamlpos.Scalar), tokenCap: m.Text("token_cap", yamlpos.OneOf(llm.CapOld, llm.CapNew)),
			format:   m.Text("reply_format", yamlpos.OneOf(llm.FormatSchema, llm.FormatObject, llm.FormatText)),
			timeout:  time.Duration(m.Float("timeout_seconds", yamlpos.Between(1, 3600)) * float64(time.Second)),
			parallel: m.Int("concurrency", yamlpos.Between(1, 32)), batch: m.Int("batch", yamlpos.Between(1, 20)),
			maxOutput: m.Int("max_output", yamlpos.Between(200, 100000))}
		if m.Has("prices") {
			prices := m.Map("prices")
			p.prices = llm.Prices{Input: prices.Float("input", yamlpos.Required, yamlpos.Between(0, 1e6)), Output: prices.Float("output", yamlpos.Required, yamlpos.Between(0, 1e6))}
			prices.Done()
		}
		name, key := m.Text("key_env"), m.Text("key")
		switch {
		case name != "" && key != "":
			m.Errorf("two-keys", "keep key_env", "both key and key_env are given")
		case name != "":
			p.key, p.keyFrom = os.Getenv(name), "the environment variable "+name
		case key != "":
			p.key, p.keyFrom, secret = key, "the configuration file", true
		case p.baseURL == "" || p.baseURL == llm.DefaultBaseURL:
			p.key, p.keyFrom = os.Getenv(envKey), "the environment variable "+envKey
		}
		if slices.ContainsFunc(list, func(o profile) bool { return o.name == p.name }) {
			m.Errorf("duplicate-id", "", "there are two profiles %q", p.name)
		}
		m.Done()
		list = append(list, p)
	})
	root.Done()
	if faults := d.Findings(); faults.HasErrors() {
		return nil, "", configFaults(path, src, faults)
	}
	if secret {
		if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			return nil, "", failedf("chmod 600 "+path, "%s holds a key and others may read it", path)
		}
	}
	return list, use, nil
}

// configFaults tells all faults of the file in one line. Neither an excerpt nor a
// message about the line of a key is shown: they could hold it.
func configFaults(path string, src []byte, faults diag.List) error {
	lines := strings.Split(string(src), "\n")
	var parts []string
	for _, f := range faults {
		message := f.Message
		if n := f.At.Line; n >= 1 && n <= len(lines) && strings.HasPrefix(strings.TrimLeft(lines[n-1], " -\t"), "key:") {
			message = "this is no key; a key is text in quotes"
		}
		parts = append(parts, fmt.Sprintf("line %d: %s", f.At.Line, message))
	}
	return failedf(firstError(faults).Hint, "%s: %s", path, strings.Join(parts, "; "))
}

// pickProfile finds the profile to use: by the flag, the environment, the file's own
// word, or else what the environment alone describes.
func (e *env) pickProfile(flag string) (profile, error) {
	path, err := configFile()
	if err != nil {
		return profile{}, err
	}
	list, use, err := e.loadProfiles(path)
	if err != nil {
		return profile{}, err
	}
	name := flag
	for _, other := range []string{os.Getenv(envProfile), use} {
		if name == "" {
			name = other
		}
	}
	if name == "" && os.Getenv(envModel) == "" && len(list) == 1 {
		name = list[0].name
	}
	if name != "" {
		var names []string
		for _, p := range list {
			if p.name == name {
				return p.overridden(), nil
			}
			names = append(names, p.name)
		}
		return profile{}, usagef(diag.DidYouMean(name, "profiles", names), "unknown profile %q in %s", name, path)
	}
	if os.Getenv(envModel) == "" {
		return profile{}, usagef(fmt.Sprintf("set %s, and %s and %s as the server needs, or write %s; designdrill doctor helps", envModel, envURL, envKey, path),
			unconfigured)
	}
	p := profile{name: "environment", model: os.Getenv(envModel), baseURL: os.Getenv(envURL), key: os.Getenv(envKey)}
	if p.key != "" {
		p.keyFrom = "the environment variable " + envKey
	}
	return p, nil
}

// noModel tells whether the fault is only that no model is configured.
func noModel(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.code == exitUsage && f.message == unconfigured
}

const unconfigured = "no model is configured"

// overridden takes the model, and nothing else, from the environment.
func (p profile) overridden() profile {
	if m := os.Getenv(envModel); m != "" {
		p.model = m
	}
	return p
}

// config makes what the client wants of a profile.
func (p profile) config(b llm.Budget, dir string, replay bool) llm.Config {
	b.Prices = p.prices
	return llm.Config{BaseURL: p.baseURL, Model: p.model, Key: p.key, Azure: p.azure != "", APIVersion: p.azure, TokenCap: p.tokenCap, Format: p.format,
		Timeout: p.timeout, Concurrency: p.parallel, Budget: b, CacheDir: dir, Replay: replay, Random: rand.Float64}
}

// newClient makes a client; what is wrong with the configuration is wrong usage.
func (p profile) newClient(cfg llm.Config) (*llm.Client, error) {
	c, err := llm.New(cfg)
	var known *llm.Error
	if errors.As(err, &known) {
		return nil, usagef(known.Hint, "profile %q: %s", p.name, strings.TrimSuffix(known.Message, "."))
	}
	return c, err
}
