package main

import (
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"github.com/alur-id/alur/internal/esign"
	"github.com/alur-id/alur/internal/outbound"
	"github.com/alur-id/alur/internal/pades"
)

// signing is about electronic signatures in documents: whom to trust, and who makes them.
type signing struct {
	Roots         string `name:"signature-roots" setting:"ALUR_SIGNATURE_ROOTS" default:"" placeholder:"FILE" help:"Certificates in PEM that issuers of electronic signatures must lead to. Empty: issuers are not checked. [$ALUR_SIGNATURE_ROOTS]"`
	ESignURL      string `name:"esign-url" setting:"ALUR_ESIGN_URL" default:"" placeholder:"URL" help:"The esign client service of BSrE, an https address. Empty: papers are not signed here. [$ALUR_ESIGN_URL]"`
	ESignUser     string `name:"esign-user" setting:"ALUR_ESIGN_USER" default:"" help:"Whom that service knows this program as. [$ALUR_ESIGN_USER]"`
	ESignPassword string `name:"esign-password-file" setting:"ALUR_ESIGN_PASSWORD_FILE" default:"" placeholder:"FILE" help:"The file that holds its password. [$ALUR_ESIGN_PASSWORD_FILE]"`
}

// check refuses settings that could not work.
func (s *signing) check() error {
	if s.ESignURL == "" {
		if s.ESignUser != "" || s.ESignPassword != "" {
			return fmt.Errorf("--esign-user and --esign-password-file need --esign-url")
		}
		return nil
	}
	u, err := url.Parse(s.ESignURL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return fmt.Errorf("--esign-url must be an https address, without user and password in it; http is for this very machine alone")
	}
	if s.ESignUser == "" || s.ESignPassword == "" {
		return fmt.Errorf("--esign-url needs --esign-user and --esign-password-file")
	}
	return nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// settings lists them as [configCmd.settings] does.
func (s *signing) settings() [][2]string {
	return [][2]string{
		{"ALUR_SIGNATURE_ROOTS", s.Roots},
		{"ALUR_ESIGN_URL", s.ESignURL},
		{"ALUR_ESIGN_USER", s.ESignUser},
		{"ALUR_ESIGN_PASSWORD_FILE", s.ESignPassword},
	}
}

// roots are whom to trust, or nil.
func (s *signing) roots() (*pades.Roots, error) {
	if s.Roots == "" {
		return nil, nil //nolint:nilnil // to check no issuer is a setting as good as another
	}
	text, err := os.ReadFile(s.Roots)
	if err != nil {
		return nil, refuse("the certificates of --signature-roots: %v", err)
	}
	out, err := pades.ParseRoots(text)
	if err != nil {
		return nil, refuse("the certificates of --signature-roots: %v", err)
	}
	return out, nil
}

// service is what signs papers, or nil; own are networks that may be called beside the
// public internet.
func (s *signing) service(own []netip.Prefix) (*esign.Client, error) {
	if s.ESignURL == "" {
		return nil, nil //nolint:nilnil // no service is a setting as good as another
	}
	password, err := os.ReadFile(s.ESignPassword)
	if err != nil {
		return nil, refuse("the password of the esign service: %v", err)
	}
	c, err := esign.New(esign.Config{
		URL: s.ESignURL, User: s.ESignUser, Password: strings.TrimSpace(string(password)), Transport: outbound.Transport(outbound.Config{Networks: own}),
	})
	if err != nil {
		return nil, refuse("%v", err)
	}
	return c, nil
}
