package cli

import (
	"runtime/debug"
	"strings"
)

// version names the build: the module's version, or the revision it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	parts := []string{"devel"}
	if r := set["vcs.revision"]; r != "" {
		parts = append(parts, r[:min(12, len(r))])
	}
	if set["vcs.modified"] == "true" {
		parts = append(parts, "modified")
	}
	return strings.Join(parts, "-")
}
