package api

import (
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
)

// labeler returns a function that gives the title of what a blocker's Item names.
// It looks at the action's inputs, the stage, the plan and at last all flows; all
// but flows may be nil.
func labeler(flows *flow.Registry, plan *flow.Plan, stage *flow.Stage, action *flow.Action) func(string) string {
	return func(item string) string {
		id, part, _ := strings.Cut(item, ".")
		it := findItem(flows, plan, stage, action, alur.ItemID(id))
		if it == nil {
			return ""
		}
		if part == "" {
			return it.Title
		}
		return it.Title + ": " + partTitle(it, part)
	}
}

func findItem(flows *flow.Registry, plan *flow.Plan, stage *flow.Stage, action *flow.Action, id alur.ItemID) *flow.Item {
	if action != nil {
		if it := action.Input(id); it != nil {
			return it
		}
	}
	if stage != nil {
		if it := stage.Item(id); it != nil {
			return it
		}
	}
	plans := flows.Plans()
	if plan != nil {
		plans = append([]*flow.Plan{plan}, plans...)
	}
	for _, p := range plans {
		for _, st := range p.Stages {
			if it := st.Item(id); it != nil {
				return it
			}
		}
	}
	return nil
}

// partTitle names a part of an item: an entry, an aspect, a kind of log entries, a
// row, or a part that all items of the kind have.
func partTitle(it *flow.Item, part string) string {
	for _, options := range [][]flow.Option{it.Options, it.Aspects} {
		for _, o := range options {
			if o.ID == part {
				return o.Title
			}
		}
	}
	if it.Kind == flow.KindMilestones || it.Kind == flow.KindLog {
		return "baris " + part
	}
	if f := text.Field(part); f != "" {
		return f
	}
	return part
}
