package api

import (
	"net/http"
	"strconv"

	"github.com/alur-id/alur"
)

func (c *call) listFlows() error {
	list := List[Flow]{Items: []Flow{}}
	for _, p := range c.s.Cases.Flows().Plans() {
		list.Items = append(list.Items, wireFlow(p))
	}
	c.w.Header().Set("Cache-Control", "no-cache")
	return c.answer(http.StatusOK, list)
}

func (c *call) showFlow() error {
	version := 0
	if c.query.Has("version") {
		var err error
		if version, err = strconv.Atoi(c.query.Get("version")); err != nil || version < 1 {
			return alur.RefuseField(alur.CodeInvalidParameter, "version")
		}
	}
	p := c.s.Cases.Flows().Plan(alur.FlowID(c.r.PathValue("flow")), version)
	if p == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	c.w.Header().Set("Cache-Control", "no-cache")
	return c.answer(http.StatusOK, wireFlow(p))
}
