package web

import "net/http"

// maxUpload is the most that a form with files may send, in bytes: several files of
// the size that casework takes, and the fields beside them.
const maxUpload = 256 << 20

// requestTable is the part of the table for one request and all below it.
func (a *app) requestTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	const one = "/permohonan/{id}"
	return []route{
		{method: get, pattern: "/permohonan/baru", who: applies, handle: a.showNewRequest},
		{method: post, pattern: "/permohonan/baru", who: applies, handle: a.submitNewRequest},
		{method: get, pattern: similarRoute, who: applies, handle: a.showSimilar},

		// The request and the form of its stage.
		{method: get, pattern: one, who: signedIn, handle: a.showRequest},
		{method: post, pattern: one + "/isian", who: signedIn, handle: a.submitStageForm, body: maxUpload},
		{method: post, pattern: one + "/simpan", who: signedIn, handle: a.submitAutosave},
		{method: get, pattern: one + "/tahap/{stage}", who: signedIn, handle: a.showStage},

		// A draft: sections, check, receipt.
		{method: get, pattern: one + "/isi/{section}", who: signedIn, handle: a.showSection},
		{method: post, pattern: one + "/isi/{section}", who: signedIn, handle: a.submitSection, body: maxUpload},
		{method: get, pattern: one + "/periksa", who: signedIn, handle: a.showCheck},
		{method: get, pattern: one + "/terkirim", who: signedIn, handle: a.showSent},

		// What moves it.
		{method: get, pattern: one + "/keputusan", who: signedIn, handle: a.showDecision},
		{method: post, pattern: one + "/keputusan", who: signedIn, handle: a.submitDecision},
		{method: get, pattern: one + "/tindakan/{action}", who: signedIn, handle: a.showAction},
		{method: post, pattern: one + "/tindakan/{action}", who: signedIn, handle: a.submitAction, body: maxUpload},
		{method: get, pattern: one + "/tanda-tangan/{item}", who: signedIn, handle: a.showSignature},
		{method: post, pattern: one + "/tanda-tangan/{item}", who: signedIn, handle: a.submitSignature},
		{method: post, pattern: one + "/telaah", who: signedIn, handle: a.submitReview},

		// Who is at it.
		{method: post, pattern: one + "/ambil", who: signedIn, handle: a.submitClaim},
		{method: post, pattern: one + "/lepas", who: signedIn, handle: a.submitRelease},
		{method: get, pattern: one + "/serahkan", who: signedIn, handle: a.showHandOver},
		{method: post, pattern: one + "/serahkan", who: signedIn, handle: a.submitHandOver},

		// When a meeting of its stage is.
		{method: get, pattern: one + "/pertemuan/{item}", who: signedIn, handle: a.showMeeting},
		{method: get, pattern: one + "/pertemuan/{item}/usul", who: signedIn, handle: a.showProposal},
		{method: post, pattern: one + "/pertemuan/{item}/usul", who: signedIn, handle: a.submitProposal},
		{method: post, pattern: one + "/pertemuan/{item}/jawab", who: signedIn, handle: a.submitAnswer},
		{method: post, pattern: one + "/pertemuan/{item}/pilih", who: signedIn, handle: a.submitSlot},
		{method: post, pattern: one + "/pertemuan/{item}/tutup", who: signedIn, handle: a.submitClose},

		// Documents.
		{method: get, pattern: one + "/dokumen", who: signedIn, handle: a.showDocuments},
		{method: get, pattern: one + "/dokumen/{doc}/unduh", who: signedIn, handle: a.downloadDocument},
		{method: get, pattern: one + "/dokumen/{doc}/pratinjau", who: signedIn, handle: a.showPreview},
		{method: get, pattern: one + "/dokumen/{doc}/halaman/{page}", who: signedIn, handle: a.showPicturePage},
		{method: get, pattern: one + "/dokumen/{doc}/hapus", who: signedIn, handle: a.showRemoval},
		{method: post, pattern: one + "/dokumen/{doc}/hapus", who: signedIn, handle: a.submitRemoval},

		// Files that come in pieces.
		{method: post, pattern: one + "/unggahan/{item}", who: signedIn, handle: a.submitUpload},
		{method: post, pattern: one + "/foto/{item}/unggahan", who: signedIn, handle: a.submitPhotoUpload},
		{method: http.MethodHead, pattern: uploadBase + "{upload}", who: signedIn, handle: a.uploadOffset},
		{method: http.MethodPatch, pattern: uploadBase + "{upload}", who: signedIn, handle: a.appendUpload, body: maxUpload},
		{method: http.MethodDelete, pattern: uploadBase + "{upload}", who: signedIn, handle: a.deleteUpload},

		// A document of photographed pages, or one that was uploaded before.
		{method: get, pattern: one + "/foto/{item}", who: signedIn, handle: a.showPhotos},
		{method: post, pattern: one + "/foto/{item}", who: signedIn, handle: a.submitPhotos, body: maxUpload},
		{method: post, pattern: one + "/foto/{item}/ubah", who: signedIn, handle: a.submitPhotoChange},
		{method: post, pattern: one + "/foto/{item}/satukan", who: signedIn, handle: a.submitPhotoJoin},
		{method: get, pattern: one + "/foto/{item}/halaman/{page}", who: signedIn, handle: a.showPhotoPage},
		{method: get, pattern: one + "/pilih/{item}", who: signedIn, handle: a.showReuse},
		{method: post, pattern: one + "/pilih/{item}", who: signedIn, handle: a.submitReuse},

		// Findings, team, history, messages.
		{method: get, pattern: one + "/temuan", who: signedIn, handle: a.showFindings},
		{method: post, pattern: one + "/temuan", who: signedIn, handle: a.submitFinding, body: maxUpload},
		{method: get, pattern: one + "/temuan/{number}", who: signedIn, handle: a.showFinding},
		{method: post, pattern: one + "/temuan/{number}", who: signedIn, handle: a.submitFindingChange, body: maxUpload},
		{method: post, pattern: one + "/temuan/{number}/gambar", who: signedIn, handle: a.submitPictures, body: maxUpload},
		{method: get, pattern: one + "/tim", who: signedIn, handle: a.showTeam},
		{method: get, pattern: one + "/riwayat", who: signedIn, handle: a.showHistory},
		{method: get, pattern: one + "/riwayat/keutuhan", who: signedIn, handle: a.showProof},
		{method: get, pattern: one + "/riwayat/berkas-bukti", who: signedIn, handle: a.downloadEvidence, confirm: true},
		{method: get, pattern: one + "/pesan", who: signedIn, handle: a.showMessages},
		{method: post, pattern: one + "/pesan", who: signedIn, handle: a.submitMessage},
	}
}
