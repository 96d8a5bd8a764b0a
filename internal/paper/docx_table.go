package paper

import "strconv"

// table reads a table, or a signature block when it has the style of one.
func (d *docReader) table(e *element) []block {
	id := e.kid("tblPr", "tblStyle").attr("val")
	own := d.sheet.ours(id)
	t := &table{lines: own == docTable}
	if own == "" {
		lines, known := borders(e.kid("tblPr", "tblBorders"))
		t.lines = lines || !known && d.sheet.tableLines(id)
	}
	heads := true
	for _, tr := range d.inner(e) {
		if tr.name != "tr" || d.full {
			continue
		}
		if tr.kid("trPr", "del").is() {
			d.note(NoteChange)
			continue
		}
		if heads = heads && tr.kid("trPr", "tblHeader").on(); heads {
			t.header++
		}
		if r := d.row(tr); len(r.cells) > 0 {
			if tall := tr.kid("trPr", "trHeight"); !heads && len(t.rows) == t.header && tall.attr("hRule") != "exact" {
				t.tall = value(length(tall.attr("val"), 0, 2800)) // the first row speaks for all
			}
			t.rows = append(t.rows, r)
		} else if heads {
			t.header--
		}
	}
	if len(t.rows) == 0 {
		return nil
	}
	var grid []float64
	for _, col := range e.kid("tblGrid").kids {
		w := value(length(col.attr("w"), 1, 40_000))
		grid = append(grid, float64(max(w, 1)))
	}
	if own == docSign {
		return d.sign(t, len(grid))
	}
	for _, r := range t.rows {
		for _, c := range r.cells {
			for i := range c.paras {
				if c.paras[i].style == styleRoom {
					c.paras[i].style = styleBody
				}
			}
		}
	}
	if !t.fit(grid) {
		d.faults = append(d.faults, Fault{FaultTable, "", rowPlace(t.rows[0], d.place())})
		return nil
	}
	return []block{{kind: kindTable, table: t}}
}

// fit makes all rows as wide as the widest.
func (t *table) fit(grid []float64) bool {
	columns := 0
	spans := make([]int, len(t.rows))
	for i, r := range t.rows {
		for _, c := range r.cells {
			spans[i] += c.span
		}
		columns = max(columns, spans[i])
	}
	if columns > maxColumns {
		return false
	}
	for i, r := range t.rows {
		r.cells[len(r.cells)-1].span += columns - spans[i]
	}
	if len(grid) != columns {
		grid = make([]float64, columns)
		for i := range grid {
			grid[i] = 1
		}
	}
	t.widths = shares(grid)
	return true
}

func (d *docReader) row(e *element) row {
	var r row
	for _, tc := range d.inner(e) {
		if tc.name != "tc" || !d.room() {
			continue
		}
		span, err := strconv.Atoi(tc.kid("tcPr", "gridSpan").attr("val"))
		if err != nil || span < 1 {
			span = 1
		}
		if m := tc.kid("tcPr", "vMerge"); m.is() && m.attr("val") != "restart" {
			d.note(NoteMerged)
		}
		listed := d.listed
		d.listed = false
		c := cell{span: min(span, maxColumns+1), paras: d.cellParas(tc)}
		d.listed = listed
		if len(c.paras) == 0 {
			c.paras = []para{{place: d.place()}}
		}
		r.cells = append(r.cells, c)
	}
	return r
}

// cellParas are the paragraphs of a cell, those of tables within it one after the other.
func (d *docReader) cellParas(e *element) []para {
	var out []para
	for _, k := range d.inner(e) {
		switch k.name {
		case "p":
			paras, _, _ := d.para(k)
			for i := range paras {
				if own := d.sheet.ours(k.kid("pPr", "pStyle").attr("val")); own == docRoom {
					paras[i].style = styleRoom
				}
				paras[i].keep = false // rows are never cut anyway
				out = append(out, paras[i])
			}
		case "tbl":
			d.note(NoteNested)
			for _, tr := range d.inner(k) {
				for _, tc := range d.inner(tr) {
					if tc.name == "tc" {
						out = append(out, d.cellParas(tc)...)
					}
				}
			}
		}
	}
	return out
}

// styleRoom marks the room for a signature until the signatory is made of its cell.
const styleRoom style = 200

// sign makes signatories of cells; what stands behind the room for the signature is below it.
func (d *docReader) sign(t *table, columns int) []block {
	s := &sign{columns: min(max(columns, 1), 3)}
	for _, r := range t.rows {
		for _, c := range r.cells {
			var p party
			below, text := false, false
			for _, q := range c.paras {
				switch {
				case q.style == styleRoom && q.plain() == "":
					below = true
					continue
				case q.style == styleRoom:
					q.style, below = styleBody, true // somebody wrote into it
				}
				text = text || q.plain() != ""
				if below {
					p.below = append(p.below, q)
				} else {
					p.above = append(p.above, q)
				}
			}
			if text {
				s.parties = append(s.parties, p)
			}
		}
	}
	if len(s.parties) == 0 {
		return nil
	}
	return []block{{kind: kindSign, sign: s}}
}
