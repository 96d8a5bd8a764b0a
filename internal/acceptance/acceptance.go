// Package acceptance holds Alur to its word from outside: its tests build the
// real program, start it, and speak to it as people and machines do, over HTTP
// and by signals, on both databases.
//
// It owns no code of the product and imports none of its rooms but
// internal/demo for names and internal/store/storetest for databases: what a
// test here knows, it knows from the documents. Start reading at server_test.go and
// client_test.go; walk_test.go leads a request through both flows.
package acceptance
