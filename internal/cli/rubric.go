package cli

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/diagram"
	"designdrill/internal/report"
	"designdrill/internal/score"
)

func newRubric(e *env) *cobra.Command {
	return group(e, &cobra.Command{
		Use:   "rubric",
		Short: "Show what answers are scored by",
	}, newRubricList(e), newRubricShow(e), newRubricExplain(e))
}

func newRubricList(e *env) *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "List the steps with their criteria",
		Args:              none,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: run(func(*cobra.Command, []string) error {
			cat, err := e.loadContent()
			if err != nil {
				return err
			}
			return e.print(report.RubricList(cat, e.style()) + report.DrawingRules(e.style()))
		}),
	}
}

func newRubricShow(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "show STEP",
		Short: "Show one step: its ideas with their ladders",
		Long: `Show one step of the roadmap by its id or number, or a stage of the interview: its
ideas and what each level of each looks like.`,
		Example: `  designdrill rubric show caching
  designdrill rubric show 4
  designdrill rubric show estimates`,
		Args:              exactly("step"),
		ValidArgsFunction: onlyFirst(e.completeSteps),
		RunE: run(func(_ *cobra.Command, args []string) error {
			cat, err := e.loadContent()
			if err != nil {
				return err
			}
			r, stage := findRubric(cat, args[0])
			if r == nil {
				return usagef(diag.DidYouMean(args[0], "steps and stages", stepNames(cat)), "unknown step %q", args[0])
			}
			return e.print(report.RubricPage(r, stage, e.style()))
		}),
	}
}

// findRubric finds a rubric by its id or number; for a stage of the interview it names
// the stage too. It returns nil for an unknown name.
func findRubric(cat *catalog.Catalog, name string) (r *catalog.Rubric, stage string) {
	number, err := strconv.Atoi(name)
	for _, r := range cat.Rubrics {
		if r.ID == name || err == nil && r.Step == number {
			return r, ""
		}
	}
	if slices.ContainsFunc(catalog.ScoredStages, func(g catalog.Group) bool { return g.ID == name }) {
		return cat.RubricByStep(0), name
	}
	return nil, ""
}

// stepNames are the names that rubric show takes, numbers left out.
func stepNames(cat *catalog.Catalog) []string {
	var out []string
	for _, r := range cat.Rubrics {
		out = append(out, r.ID)
	}
	for _, g := range catalog.ScoredStages {
		out = append(out, g.ID)
	}
	return out
}

// ruleIDs are the rules that drawings are checked by.
func ruleIDs() []string {
	var out []string
	for _, r := range diagram.Rules() {
		out = append(out, r.ID)
	}
	return out
}

func newRubricExplain(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "explain CRITERION|RULE",
		Short: "Teach one criterion or rule: idea, ladder, examples, probes",
		Long: `Teach one criterion: the idea, what each level of the ladder looks like and how it
sounds in several systems, the question that asks for it, what people write instead,
passages with the level they earn, and what to study next. For a rule of the
consistency check or of the check of drawings: what it holds against what, and what to
do about a finding.`,
		Example: `  designdrill rubric explain caching.write-policy
  designdrill rubric explain two-values
  designdrill rubric explain single-point-of-failure`,
		Args:              exactly("criterion or rule"),
		ValidArgsFunction: onlyFirst(e.completeCriteriaAndRules),
		RunE: run(func(_ *cobra.Command, args []string) error {
			id := args[0]
			if rule, ok := score.ConsistencyRuleByID(id); ok {
				return e.print(report.RulePage(rule, e.style()))
			}
			if rule, ok := diagram.RuleOf(id); ok {
				return e.print(report.DrawingRulePage(rule, e.style()))
			}
			if !catalog.IsCriterion(id) {
				known := slices.Clone(catalog.CriterionIDs)
				for _, r := range score.ConsistencyRules() {
					known = append(known, r.ID)
				}
				known = append(known, ruleIDs()...)
				return usagef(diag.DidYouMean(id, "criteria", known), "unknown criterion %q", id)
			}
			cat, err := e.loadContent()
			if err != nil {
				return err
			}
			for _, r := range cat.Rubrics {
				for i := range r.Criteria {
					if r.Criteria[i].ID == id {
						return e.print(report.CriterionPage(r, &r.Criteria[i], e.style()))
					}
				}
			}
			return failedf("", "no rubric holds %q", id)
		}),
	}
}
