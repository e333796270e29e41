// Command faultfs is a file system in memory that fails as disks do.
//
//	faultfs FOLDER MEBIBYTES
//
// It is mounted at FOLDER and is told on standard input what to do, a line each; it answers each with "ok", or with
// "error" and why. At the end of its input it is unmounted.
//
//	write-error N    the Nth write from now on fails with EIO
//	sync-error N     so does the Nth fsync; what was written before and not synced is never made durable
//	full-after N     after N more bytes, writes fail with ENOSPC
//	read-only        whatever changes something fails with EROFS
//	well             none of these any more
//	power-cut SEED   what wasn't made durable is there in part, or not at all, by chance; nobody may have files open
package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"github.com/hanwen/go-fuse/v2/fuse"
)

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: faultfs FOLDER MEBIBYTES"))
	}
	size, err := strconv.ParseInt(os.Args[2], 10, 64)
	if err != nil {
		fail(err)
	}
	d := newDisk(size << 20)
	server, err := mount(d, os.Args[1])
	if err != nil {
		fail(err)
	}
	fmt.Println("ok")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if server, err = obey(d, server, strings.Fields(lines.Text())); err != nil {
			fmt.Println("error", err)
		} else {
			fmt.Println("ok")
		}
	}
	if err := unmount(server, os.Args[1]); err != nil {
		fail(err)
	}
}

func obey(d *disk, server *fuse.Server, words []string) (*fuse.Server, error) {
	if len(words) == 0 {
		return server, fmt.Errorf("no command")
	}
	var number int64
	if len(words) == 2 {
		var err error
		if number, err = strconv.ParseInt(words[1], 10, 64); err != nil {
			return server, err
		}
	}
	if words[0] == "power-cut" {
		return cutPower(d, server, uint64(number))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch words[0] {
	case "write-error":
		d.armed.writeError = &number
	case "sync-error":
		d.armed.syncError = &number
	case "full-after":
		d.armed.fullAfter = &number
	case "read-only":
		d.armed.readOnly = true
	case "well":
		d.armed = faults{}
	default:
		return server, fmt.Errorf("no command is called %s", words[0])
	}
	return server, nil
}

// cutPower mounts the disk anew, so that the kernel has kept nothing either.
func cutPower(d *disk, server *fuse.Server, seed uint64) (*fuse.Server, error) {
	if err := unmount(server, os.Args[1]); err != nil {
		return server, err
	}
	d.mu.Lock()
	d.loseCache(rand.New(rand.NewPCG(seed, 0)))
	d.mu.Unlock()
	return mount(d, os.Args[1])
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "faultfs:", err)
	os.Exit(1)
}
