package store

import (
	"context"
	"database/sql"
	"strings"
)

// userScope begins the scope key of one user: whoever is in a team of a request, and
// nobody else, has such a key on it.
const userScope = "user:"

// TeamLoads counts, for each of the users, the open requests that have him or her in a
// team. Users without any are absent. It reads the scope index for the names given, and
// costs as much as these people have requests.
func (tx *Tx) TeamLoads(ctx context.Context, usernames []string) (map[string]int, error) {
	keys := make([]string, len(usernames))
	for i, n := range usernames {
		keys[i] = userScope + n
	}
	out := map[string]int{}
	err := inChunks(keys, func(q *query, in string) error {
		return tx.each(ctx, `SELECT a.scope, COUNT(*) FROM request_access a JOIN requests r ON r.id = a.request_id
			WHERE r.status = 'open' AND a.scope IN `+in+` GROUP BY a.scope`, q.args, func(rows *sql.Rows) error {
			var scope string
			var n int
			err := rows.Scan(&scope, &n)
			out[strings.TrimPrefix(scope, userScope)] = n
			return err
		})
	})
	return out, err
}
