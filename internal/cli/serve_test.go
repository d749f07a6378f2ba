package cli_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"designdrill/internal/store/pgtest"
)

// served is the program as it serves.
type served struct {
	cmd *exec.Cmd
	log *bufio.Scanner
	url string
}

// serve starts the program and waits until it serves.
func serve(t *testing.T, home, database string) *served {
	t.Helper()
	s := &served{cmd: exec.Command("designdrill", "serve", "--addr", "127.0.0.1:0")}
	s.cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+home, "DESIGNDRILL_DATABASE="+database, "DESIGNDRILL_OPEN_PASSWORD=kettle")
	out, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
	})
	s.log = bufio.NewScanner(out)
	line := s.line(t, "serving")
	s.url = "http://" + line["address"].(string)
	return s
}

// line reads the log up to a message.
func (s *served) line(t *testing.T, message string) map[string]any {
	t.Helper()
	for s.log.Scan() {
		var line map[string]any
		if err := json.Unmarshal(s.log.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, s.log.Text())
		}
		if line["msg"] == message {
			return line
		}
	}
	t.Fatalf("the log ends without %q", message)
	return nil
}

// TestServe opens a room in the browser's way, stops the server and finds the room in
// the next one: with a file after it, with PostgreSQL while the first still serves.
func TestServe(t *testing.T) {
	for name, database := range map[string]func() string{"file": func() string { return "" }, "postgres": func() string { return pgtest.URL(t) }} {
		t.Run(name, func(t *testing.T) {
			home, address := t.TempDir(), database()
			first := serve(t, home, address)
			var second *served
			if address != "" {
				second = serve(t, home, address)
			}
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			browser := &http.Client{Jar: jar}
			page := func(method, where string, form url.Values) (int, string, string) {
				t.Helper()
				r, err := http.NewRequestWithContext(t.Context(), method, where, strings.NewReader(form.Encode()))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				resp, err := browser.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				text, err := io.ReadAll(resp.Body)
				if err != nil {
					t.Fatal(err)
				}
				return resp.StatusCode, string(text), resp.Request.URL.Path
			}
			if status, text, _ := page("GET", first.url+"/readyz", nil); status != http.StatusOK {
				t.Fatalf("not ready: %s", text)
			}
			form := url.Values{"scenario": {"uber"}, "kind": {"mock"}, "target": {"staff"}, "minutes": {"30"}, "name": {"Zoe"}, "role": {"interviewer"}, "opening": {"kettle"}}
			status, text, path := page("POST", first.url+"/open", form)
			if status != http.StatusOK || !strings.Contains(text, "Zoe") || !strings.Contains(text, "30 minutes") {
				t.Fatalf("%d: %.500s", status, text)
			}
			if second != nil {
				if _, text, _ := page("GET", second.url+path, nil); !strings.Contains(text, "Zoe") {
					t.Errorf("the other process does not have the room: %.300s", text)
				}
			}
			if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			first.line(t, "stopped")
			if err := first.cmd.Wait(); err != nil {
				t.Errorf("stopped with %v", err)
			}
			if second == nil {
				second = serve(t, home, address)
			}
			if _, text, _ := page("GET", second.url+path, nil); !strings.Contains(text, "Zoe") {
				t.Errorf("the room is gone: %.300s", text)
			}
		})
	}
}
