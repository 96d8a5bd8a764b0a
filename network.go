package alur

import "net/netip"

// Network is whom a limit by address is for: an IPv4 address, or the /64 that one IPv6
// subscriber has to himself. What is no address stays what it is.
func Network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
