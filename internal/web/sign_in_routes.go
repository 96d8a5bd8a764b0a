package web

import "net/http"

// signInTable is the part of the table for the ways in, beyond the first page, and for
// what people prove themselves with.
func (a *app) signInTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	const half, akun, orang = "/masuk/faktor-kedua", "/akun", "/admin/pengguna/{username}"
	return []route{
		// A passkey alone.
		{method: post, pattern: "/masuk/kunci-sandi/mulai", who: public, handle: a.beginPasskeySignIn},
		{method: post, pattern: "/masuk/kunci-sandi", who: public, handle: a.submitPasskeySignIn},

		// By mail.
		{method: get, pattern: "/masuk/tautan", who: public, handle: a.showLinkRequest("tautan")},
		{method: post, pattern: "/masuk/tautan", who: public, handle: a.submitLinkRequest("tautan")},
		{method: get, pattern: "/masuk/tautan/{token}", who: public, handle: a.showSignInLink},
		{method: post, pattern: "/masuk/tautan/{token}", who: public, handle: a.submitSignInLink},
		{method: get, pattern: "/masuk/lupa-sandi", who: public, handle: a.showLinkRequest("lupa-sandi")},
		{method: post, pattern: "/masuk/lupa-sandi", who: public, handle: a.submitLinkRequest("lupa-sandi")},
		{method: get, pattern: "/masuk/sandi-baru/{token}", who: public, handle: a.showPasswordLink},
		{method: post, pattern: "/masuk/sandi-baru/{token}", who: public, handle: a.submitPasswordLink},

		// By another system.
		{method: get, pattern: "/masuk/akun-lain", who: public, handle: a.beginOIDC},
		{method: get, pattern: OIDCReturn, who: public, handle: a.finishOIDC},
		{method: get, pattern: akun + "/akun-lain", who: signedIn, handle: a.beginLink, confirm: true},
		{method: post, pattern: akun + "/akun-lain", who: signedIn, handle: a.submitLink, confirm: true},
		{method: post, pattern: akun + "/akun-lain/hapus", who: signedIn, handle: a.submitUnlink, confirm: true},
		{method: post, pattern: orang + "/akun-lain", who: admin, handle: a.submitUserLink, confirm: true},
		{method: post, pattern: orang + "/akun-lain/hapus", who: admin, handle: a.submitUserUnlink, confirm: true},

		// Between two factors. Nobody is signed in yet; the way is in a cookie of its own.
		{method: get, pattern: half, who: public, handle: a.showFactor},
		{method: post, pattern: half, who: public, handle: a.submitFactor},
		{method: post, pattern: half + "/kunci-sandi/mulai", who: public, handle: a.beginPasskeyFactor},
		{method: post, pattern: half + "/kunci-sandi", who: public, handle: a.submitPasskeyFactor},
		{method: post, pattern: half + "/pasang", who: public, handle: a.submitFirstTOTP},
		{method: post, pattern: half + "/pasang-kunci/mulai", who: public, handle: a.beginFirstPasskey},
		{method: post, pattern: half + "/pasang-kunci", who: public, handle: a.submitFirstPasskey},
		{method: post, pattern: half + "/batal", who: public, handle: a.submitFactorCancel},

		// Proving oneself again.
		{method: get, pattern: akun + "/pastikan", who: signedIn, handle: a.showConfirm},
		{method: post, pattern: akun + "/pastikan", who: signedIn, handle: a.submitConfirm},
		{method: post, pattern: akun + "/pastikan/kunci-sandi", who: signedIn, handle: a.beginPasskeyConfirm},

		// One's own proofs and sessions.
		{method: get, pattern: akun + "/kode-autentikasi", who: signedIn, handle: a.showTOTP, confirm: true},
		{method: post, pattern: akun + "/kode-autentikasi", who: signedIn, handle: a.submitTOTP, confirm: true},
		{method: post, pattern: akun + "/kode-autentikasi/hapus", who: signedIn, handle: a.submitTOTPRemoval, confirm: true},
		{method: post, pattern: akun + "/kode-pemulihan", who: signedIn, handle: a.submitRecovery, confirm: true},
		{method: get, pattern: akun + "/kunci-sandi", who: signedIn, handle: a.showNewPasskey, confirm: true},
		{method: post, pattern: akun + "/kunci-sandi", who: signedIn, handle: a.submitNewPasskey, confirm: true},
		{method: post, pattern: akun + "/kunci-sandi/mulai", who: signedIn, handle: a.beginNewPasskey, confirm: true},
		{method: post, pattern: akun + "/kunci-sandi/{key}/hapus", who: signedIn, handle: a.submitPasskeyRemoval, confirm: true},
		{method: post, pattern: akun + "/sesi/lainnya/akhiri", who: signedIn, handle: a.submitEndOthers, confirm: true},

		// Those of others.
		{method: get, pattern: orang + "/sesi", who: admin, handle: a.showUserSessions},
		{method: post, pattern: orang + "/sesi/{id}/akhiri", who: admin, handle: a.submitEndUserSession, confirm: true},
		{method: post, pattern: orang + "/sesi/akhiri", who: admin, handle: a.submitEndUserSessions, confirm: true},
		{method: post, pattern: orang + "/faktor/hapus", who: admin, handle: a.submitResetFactors, confirm: true},
	}
}
