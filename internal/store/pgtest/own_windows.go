package pgtest

import (
	"errors"
	"syscall"
)

// own would give a folder to who is to run the server; here none is started.
func own(string) (*syscall.SysProcAttr, error) {
	return nil, errors.New("on Windows the tests start no server")
}
