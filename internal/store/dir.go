package store

import (
	"errors"
	"path/filepath"
)

// folder is the program's own below the user's data.
const folder = "designdrill"

// Dir returns the folder for the user's data: below XDG_DATA_HOME where that is set,
// else where the system keeps such files. getenv and home are as in package os.
func Dir(goos string, getenv func(string) string, home func() (string, error)) (string, error) {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) { // relative ones are to be ignored, says the standard
		return filepath.Join(dir, folder), nil
	}
	if dir := getenv("LocalAppData"); goos == "windows" && dir != "" {
		return filepath.Join(dir, folder), nil
	}
	dir, err := home()
	if err != nil || !filepath.IsAbs(dir) {
		return "", errors.New("there is no home folder to keep attempts in; XDG_DATA_HOME can name a place")
	}
	if goos == "darwin" {
		return filepath.Join(dir, "Library", "Application Support", folder), nil
	}
	return filepath.Join(dir, ".local", "share", folder), nil
}
