package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"designdrill/internal/diag"
	"designdrill/internal/llm"
	"designdrill/internal/store"
)

func newDoctor(e *env) *cobra.Command {
	var name string
	var offline bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what is configured, what works and what is missing",
		Long: `Tell what is configured, what works and what is missing. If a language model is
configured, one tiny question is put to it, and what is wrong is said in plain words.
Nothing else needs a model: scoring and practice work without one.

Exits with 3 when something that is configured does not work.`,
		Example: `  designdrill doctor
  designdrill doctor --profile local
  designdrill doctor --offline`,
		Args: none,
	}
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error { return e.doctor(cmd.Context(), name, offline) })
	cmd.Flags().StringVar(&name, "profile", "", "the profile of the configuration file to try")
	cmd.Flags().BoolVar(&offline, "offline", false, "send nothing")
	mustComplete(cmd.RegisterFlagCompletionFunc("profile", cobra.NoFileCompletions))
	return cmd
}

// doctor goes through what the program depends on.
func (e *env) doctor(ctx context.Context, name string, offline bool) error {
	code := exitOK
	say := func(what, format string, args ...any) {
		fmt.Fprintf(e.out, "%-9s %s\n", what+":", diag.Clean(fmt.Sprintf(format, args...)))
	}
	say("program", "%s", version())
	if cat, err := e.loadContent(); err != nil {
		code = exitFailed
		say("content", "%s", err)
	} else {
		say("content", "%s, %s", plural(len(cat.Scenarios), "scenario"), cat.Hash)
	}
	if dir, err := store.Dir(runtime.GOOS, os.Getenv, os.UserHomeDir); err != nil {
		code = exitFailed
		say("attempts", "%s", err)
	} else if db, err := store.OpenExisting(ctx, dir); errors.Is(err, store.ErrNoDatabase) {
		say("attempts", "none yet, in %s", dir)
	} else if err != nil {
		code = exitFailed
		say("attempts", "%s", err)
	} else {
		say("attempts", "in %s", db.Path())
		if err := db.Close(); err != nil {
			return err
		}
	}
	path, err := configFile()
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		say("config", "no file %s; none is needed", path)
	} else {
		say("config", "%s", path)
	}
	p, err := e.pickProfile(name)
	var f *failure
	switch {
	case err == nil:
	case noModel(err) && name == "" && errors.As(err, &f):
		say("model", "none is configured; all but --review works without one")
		say("", "to have one: %s", f.hint)
		return done(code)
	default:
		return err
	}
	client, err := p.newClient(p.config(llm.Budget{}, "", false))
	if err != nil {
		return err
	}
	key := "no key"
	switch {
	case p.key != "":
		key = "key from " + p.keyFrom
	case p.keyFrom != "":
		key = "no key: " + p.keyFrom + " is empty"
	}
	say("model", "profile %s: %s on %s, %s", p.name, client.Model(), client.Host(), key)
	if offline {
		return done(code)
	}
	if !e.tryModel(ctx, client, say) {
		code = exitFailed
	}
	return done(code)
}

func done(code int) error {
	if code == exitOK {
		return nil
	}
	return &failure{code: code}
}

// tinyQuestion is small, and asks for the kind of reply that a review asks for.
var tinyQuestion = llm.Request{
	System: "You check that a connection works. Reply with one JSON object and nothing else.",
	User:   `Which word is between the marks? >>lantern<< Reply with JSON like {"word":"..."}.`,
	Schema: json.RawMessage(`{"type":"object","additionalProperties":false,"required":["word"],"properties":{"word":{"type":"string"}}}`),

	SchemaName: "check", MaxOutput: 200,
}

// tryModel puts the tiny question and says what comes back.
func (e *env) tryModel(ctx context.Context, c *llm.Client, say func(what, format string, args ...any)) bool {
	r, err := c.Complete(ctx, tinyQuestion)
	var bad *llm.Error
	if errors.As(err, &bad) {
		say("reply", "it does not work: %s", bad.Message)
		if bad.Hint != "" {
			say("", "%s", bad.Hint)
		}
		return false
	}
	var got struct {
		Word string `json:"word"`
	}
	text := r.Text
	if i, k := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}'); i >= 0 && k > i {
		text = text[i : k+1]
	}
	switch {
	case r.Finish == "length":
		say("reply", "it does not work: the server cuts even a short reply off")
		say("", "a model that reasons less, or a server setting for longer replies")
		return false
	case json.Unmarshal([]byte(text), &got) != nil:
		say("reply", "it does not work: the model answers, but gives no JSON")
		say("", "another model, or a server that takes a JSON schema")
		return false
	case r.Usage.Told && r.Usage.Input*2 < llm.EstimateTokens(tinyQuestion.User):
		say("reply", "it does not work: the server read only part of a short question")
		return false
	case !strings.Contains(strings.ToLower(got.Word), "lantern"):
		say("reply", "it answers in the right form, but not the question; its verdicts may be no better")
	default:
		say("reply", "it works; replies are asked for as %s", c.Format())
	}
	if r.Model != "" && r.Model != c.Model() {
		say("", "the server calls the model %s", r.Model)
	}
	if !r.Usage.Told {
		say("", "the server tells no token counts: a question that it cuts short cannot be noticed")
	}
	return true
}
