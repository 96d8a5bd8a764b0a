package web

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/page"
)

func plans(t *testing.T) *flow.Registry {
	t.Helper()
	reg, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// TestTurnSentences holds the sentences of the card for the cases that people meet most.
func TestTurnSentences(t *testing.T) {
	t.Parallel()
	reg := plans(t)
	now := time.Date(2026, 12, 8, 3, 0, 0, 0, time.UTC)
	entered := now.Add(-4 * 24 * time.Hour)
	ended := now.Add(-time.Hour)
	agency := alur.Agency{ID: "dinas-kesehatan", Name: "Dinas Kesehatan"}
	type want struct {
		variant           page.Variant
		who, action, next string
	}
	for name, c := range map[string]struct {
		flow    alur.FlowID
		stage   alur.StageID
		status  alur.Status
		waiting []flow.Waiting
		mine    []alur.PartyID
		change  func(*turn)
		want    want
	}{
		"the requester fills": {
			"swakelola", "surat-permohonan", alur.StatusOpen, []flow.Waiting{{Party: "pemohon", Missing: []string{"judul", "jenis", "surat"}}}, []alur.PartyID{"pemohon"}, nil,
			want{page.TurnMine, "Dinas Kesehatan", "Lengkapi 3 butir", "Tahap 2, kelengkapan data pendukung (Dinas Kesehatan)"},
		},
		"the reviewer reviews": {
			"swakelola", "verifikasi", alur.StatusOpen, []flow.Waiting{{Party: "kominfo", Missing: []string{"surat", "kak"}}}, nil, nil,
			want{page.TurnOther, "Dinas Komunikasi dan Informatika", "Telaah 2 dokumen", "Tahap 4, presentasi pengajuan (Dinas Komunikasi dan Informatika dan Dinas Kesehatan)"},
		},
		"put right after a return": {
			"swakelola", "data-pendukung", alur.StatusOpen, []flow.Waiting{{Party: "pemohon", Missing: []string{"kak", "sop"}}}, []alur.PartyID{"pemohon"}, func(x *turn) { x.returned = true },
			want{page.TurnMine, "Dinas Kesehatan", "Perbaiki 2 butir", "Tahap 3, telaah dan verifikasi (Dinas Komunikasi dan Informatika)"},
		},
		"two parties": {
			"swakelola", "rapat-koordinasi", alur.StatusOpen, []flow.Waiting{{Party: "kominfo", Missing: []string{"paraf-kominfo"}}, {Party: "pemohon", Missing: []string{"paraf-pemohon"}}}, []alur.PartyID{"pemohon"}, nil,
			want{page.TurnMine, "Dinas Komunikasi dan Informatika dan Dinas Kesehatan", "", "Tahap 6, tindak lanjut dan keputusan (Kepala Dinas Komunikasi dan Informatika)"},
		},
		"the fix": {
			"pihak-ketiga", "perbaikan", alur.StatusOpen, []flow.Waiting{{Party: "pihak-ketiga", Missing: []string{"findings"}}}, nil, func(x *turn) { x.vendor = "CV Nusa" },
			want{page.TurnOther, "CV Nusa", "Perbaiki temuan pengujian", "Tahap 13, pengujian (Tim Penguji)"},
		},
		"the test": {
			"swakelola", "pengujian", alur.StatusOpen, []flow.Waiting{{Party: "tim-penguji", Missing: []string{"hasil-uji", "laporan-uji"}}}, nil, nil,
			want{page.TurnOther, "Tim Penguji", "Lengkapi 2 butir", "Tahap 12, sosialisasi kepada pengguna (Tim Pengembang)"},
		},
		"the test that found something": {
			"swakelola", "pengujian", alur.StatusOpen, []flow.Waiting{{Party: "tim-penguji", Missing: []string{"hasil-uji", "laporan-uji"}}}, nil, func(x *turn) { x.faulty = true },
			want{page.TurnOther, "Tim Penguji", "Lengkapi 2 butir", "Tahap 11, perbaikan temuan (Tim Pengembang)"},
		},
		"the last act": {
			"pihak-ketiga", "serah-terima", alur.StatusOpen, []flow.Waiting{{Party: "kominfo"}}, nil, nil,
			want{page.TurnOther, "Dinas Komunikasi dan Informatika", "", "Permohonan selesai"},
		},
		"the public": {
			"swakelola", "verifikasi", alur.StatusOpen, []flow.Waiting{{Party: "kominfo"}}, nil, func(x *turn) { x.forPublic = true },
			want{page.TurnOther, "Dinas Komunikasi dan Informatika", "Menyelesaikan tahap telaah dan verifikasi", "Tahap 4, presentasi pengajuan (Dinas Komunikasi dan Informatika dan Dinas Kesehatan)"},
		},
		"completed": {
			"swakelola", "serah-terima", alur.StatusCompleted, nil, nil, func(x *turn) { x.ended = &ended },
			want{page.TurnDone, "", "Permohonan selesai dan sudah diserahterimakan", ""},
		},
		"declined": {
			"swakelola", "tindak-lanjut", alur.StatusDeclined, nil, nil, func(x *turn) {
				x.outcome = &flow.Outcome{Input: map[alur.ItemID]jsontext.Value{"tanggapan": jsontext.Value(`"Sudah ada sistem serupa."`)}}
			},
			want{page.TurnEnded, "", "Permohonan tidak disetujui", "Perangkat Daerah dapat mengajukan permohonan baru"},
		},
		"paused": {
			"swakelola", "pembentukan-tim", alur.StatusOpen, nil, nil, func(x *turn) {
				x.paused, x.pause = true, &flow.Pause{Since: entered, Cause: "menunggu-anggaran", Reason: "TA 2027"}
			},
			want{page.TurnPaused, "", "Permohonan sedang dijeda; tidak ada yang perlu dikerjakan", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := reg.Plan(c.flow, 0)
			x := turn{plan: plan, stage: plan.Stage(c.stage), status: c.status, agency: agency, waiting: c.waiting, mine: c.mine, entered: entered, now: now}
			if c.change != nil {
				c.change(&x)
			}
			g := x.giliran()
			got := want{g.Variant, g.Names(), g.Action, g.Next}
			if c.want.action == "" {
				got.action = ""
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(want{})); diff != "" {
				t.Error(diff)
			}
			if c.status == alur.StatusOpen && !x.paused && g.Since != "Di tahap ini sejak Jumat, 4 Des 2026 (4 hari)" {
				t.Errorf("since %q", g.Since)
			}
			if name == "paused" && !strings.HasSuffix(g.Reason, ": TA 2027") {
				t.Errorf("reason %q", g.Reason)
			}
			if name == "declined" && g.Reason != "Sudah ada sistem serupa." {
				t.Errorf("reason %q", g.Reason)
			}
		})
	}
}

// TestTurnEverywhere proves that every stage of both flows has a sentence for
// everybody who can have the ball there, with things missing and without.
func TestTurnEverywhere(t *testing.T) {
	t.Parallel()
	for _, plan := range plans(t).Plans() {
		for _, st := range plan.Stages {
			if len(stageParties(st)) == 0 {
				t.Errorf("%s %s: nobody works there", plan.Flow, st.ID)
			}
			missing := map[alur.PartyID][]string{}
			for _, it := range st.Items {
				if it.Required {
					missing[it.Owner] = append(missing[it.Owner], string(it.ID))
				}
			}
			var waits []flow.Waiting
			for p, items := range missing {
				waits = append(waits, flow.Waiting{Party: p, Missing: items}, flow.Waiting{Party: p, Missing: items[:1]})
			}
			for _, act := range st.Actions {
				if act.Turn {
					for _, p := range act.Parties {
						waits = append(waits, flow.Waiting{Party: p})
					}
				}
			}
			for _, w := range waits {
				x := turn{plan: plan, stage: st, status: alur.StatusOpen, waiting: []flow.Waiting{w}}
				g := x.giliran()
				if g.Action == "" || g.Next == "" || g.Names() == "" || strings.Contains(g.Action+g.Next, "  ") {
					t.Errorf("%s %s %s: %q, then %q", plan.Flow, st.ID, w.Party, g.Action, g.Next)
				}
			}
		}
	}
}
