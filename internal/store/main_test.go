package store_test

import (
	"testing"

	"github.com/alur-id/alur/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
