package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/notice"
)

// noticeRoutes are the calls about what the caller was told.
var noticeRoutes = []route{
	{
		method: http.MethodGet, path: "/notices", id: "list-notices", tag: "notices", access: signedIn, scope: scopeRead, status: 200, result: Notices{},
		query:   []parameter{{name: "unread", enum: []string{"true", "false"}, about: "Only what the caller has not read"}, limitParameter(maxPage), cursorParameter},
		summary: "What the caller was told, newest first",
		about:   "What the caller may not see any more is left out: a page may have fewer than the limit, and still not be the last.",
		handle:  (*call).listNotices,
	},
	{
		method: http.MethodPost, path: "/notices/read", id: "read-notices", tag: "notices", access: signedIn, scope: scopeWrite, status: 200, result: Unread{}, body: ReadNotices{},
		summary: "Mark notices as read", about: "The caller's own; ids of other people's, and those that there are not, change nothing.",
		codes:  []alur.Code{alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull},
		handle: (*call).readNotices,
	},
}

// Notices is a page of what the caller was told.
type Notices struct {
	Items      []Notice `json:"items"`
	NextCursor *string  `json:"next_cursor"`
	Unread     int      `json:"unread" minimum:"0" maximum:"100" doc:"How many the caller has not read in all; 100 is 100 or more"`
}

// Notice is one thing that the caller was told.
type Notice struct {
	ID      string        `json:"id" pattern:"^[0-9a-f]{32}$"`
	Kind    notice.Kind   `json:"kind"`
	Subject string        `json:"subject" doc:"In Indonesian, as the letter about it has it"`
	Text    string        `json:"text" doc:"The letter's first line"`
	At      string        `json:"at" format:"date-time"`
	ReadAt  *string       `json:"read_at" format:"date-time" doc:"null while unread"`
	Request NoticeRequest `json:"request"`
}

// TransformSchema lists the kinds.
func (Notice) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "kind", notice.Kinds)
	return s
}

// NoticeRequest is the request that a notice is about.
type NoticeRequest struct {
	ID     alur.RequestID `json:"id" pattern:"^[0-9a-f]{32}$"`
	Number *string        `json:"number" doc:"null before it is submitted"`
	Title  string         `json:"title"`
}

// ReadNotices is the body of POST notices/read.
type ReadNotices struct {
	IDs []string `json:"ids,omitzero" maxItems:"200" doc:"Which; needed unless all is true"`
	All bool     `json:"all,omitzero" doc:"Everything up to now"`
}

// Unread is how much the caller has not read.
type Unread struct {
	Unread int `json:"unread" minimum:"0" maximum:"100" doc:"100 is 100 or more"`
}

func (c *call) listNotices() error {
	q := casework.NoticeQuery{}
	switch c.query.Get("unread") {
	case "", "false":
	case "true":
		q.Unread = true
	default:
		return alur.RefuseField(alur.CodeInvalidParameter, "unread")
	}
	var err error
	if q.Limit, err = c.limit(defaultPage, maxPage); err != nil {
		return err
	}
	if q.Cursor, err = c.cursor(); err != nil {
		return err
	}
	found, next, err := c.s.Cases.Notices(c.ctx(), c.actor(), q)
	if err != nil {
		return err
	}
	page := Notices{Items: []Notice{}, NextCursor: orNull(next)}
	if page.Unread, err = c.s.Cases.Unread(c.ctx(), c.actor()); err != nil {
		return err
	}
	for _, v := range found {
		n := Notice{
			ID: v.ID, Kind: v.Kind, At: wireTime(v.At), Request: NoticeRequest{ID: v.Request, Number: orNull(v.Number), Title: v.Title},
		}
		n.Subject, n.Text = v.Words()
		if !v.ReadAt.IsZero() {
			n.ReadAt = orNull(wireTime(v.ReadAt))
		}
		page.Items = append(page.Items, n)
	}
	return c.answer(http.StatusOK, page)
}

func (c *call) readNotices() error {
	var body ReadNotices
	if err := c.body(&body); err != nil {
		return err
	}
	var err error
	switch {
	case body.All && body.IDs == nil:
		err = c.s.Cases.ReadAllNotices(c.ctx(), c.actor(), time.Time{})
	case body.IDs != nil && !body.All:
		err = c.s.Cases.ReadNotices(c.ctx(), c.actor(), body.IDs)
	default:
		err = alur.RefuseField(alur.CodeInvalidData, "ids")
	}
	if err != nil {
		return err
	}
	var out Unread
	if out.Unread, err = c.s.Cases.Unread(c.ctx(), c.actor()); err != nil {
		return err
	}
	return c.answer(http.StatusOK, out)
}
