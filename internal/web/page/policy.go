package page

// Policy is the content policy of every page: it loads from its own server only and is
// framed by nobody. There is no inline script or style anywhere (promises.md, "Who
// gets in").
const Policy = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
