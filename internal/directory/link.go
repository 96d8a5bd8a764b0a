package directory

// What works once by mail.
const (
	kindLink  = "sign-in-link"
	kindReset = "password-link"
)
