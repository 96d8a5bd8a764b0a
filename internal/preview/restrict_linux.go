package preview

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// maxData is how much more memory a child may take than it has when it starts, in
// bytes. Compiling the renderer takes 320 MiB, drawing a page some tens.
const maxData = 512 << 20

// maxFile is how large a file is that a child may write: the compiled renderer has 22 MB.
const maxFile = 128 << 20

// restrict limits this process, for good: whoever goes beyond is ended by the kernel.
// It also lets everybody else go first.
func restrict(seconds int) error {
	data, err := dataSize()
	if err != nil {
		return err
	}
	limit := func(what int, most uint64) error {
		return unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most})
	}
	return errors.Join(
		limit(unix.RLIMIT_DATA, data+maxData),
		limit(unix.RLIMIT_CPU, uint64(max(1, seconds))),
		limit(unix.RLIMIT_FSIZE, maxFile),
		limit(unix.RLIMIT_CORE, 0), // a core file would hold the document
		unix.Setpriority(unix.PRIO_PROCESS, 0, 5),
	)
}

// dataSize is what counts for RLIMIT_DATA now (proc(5), VmData). It is read and not
// assumed, because instrumented builds have much.
func dataSize() (uint64, error) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(b) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmData:")); ok {
			n, err := strconv.ParseUint(string(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(rest), []byte("kB")))), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read VmData: %w", err)
			}
			return n << 10, nil
		}
	}
	return 0, errors.New("no VmData")
}
