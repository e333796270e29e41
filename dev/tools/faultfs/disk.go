package main

import (
	"math/rand/v2"
	"sync"
	"syscall"
)

const sector = 512

// disk is what a disk with a cache holds: what programs see, and what would be there after the power was cut.
type disk struct {
	mu      sync.Mutex
	root    *dir
	numbers uint64
	size    int64
	used    int64
	armed   faults
	// moves are changes of names that no fsync of their folder has made durable yet, in order.
	moves []*move
}

// node is a file or a folder.
type node interface{ number() uint64 }

type dir struct {
	ino     uint64
	seen    map[string]node
	durable map[string]node
}

type file struct {
	ino     uint64
	seen    []byte
	durable []byte
	// pending are writes and truncations that no fsync has made durable yet, in order.
	pending []change
}

func (d *dir) number() uint64  { return d.ino }
func (f *file) number() uint64 { return f.ino }

// change is a write, or a truncation where it has no data.
type change struct {
	at   int64
	data []byte
}

// move gives a name in a folder to a node, or takes it away; a rename is two of them.
type move struct {
	parts []part
}

type part struct {
	in   *dir
	name string
	to   node
}

func newDisk(size int64) *disk {
	d := &disk{size: size}
	d.root = d.newDir()
	return d
}

func (d *disk) newDir() *dir {
	d.numbers++
	return &dir{ino: d.numbers, seen: map[string]node{}, durable: map[string]node{}}
}

func (d *disk) newFile() *file {
	d.numbers++
	return &file{ino: d.numbers}
}

// name changes what programs see at once, and what is durable when its folders are synced.
func (d *disk) name(parts ...part) {
	for _, p := range parts {
		give(p.in.seen, p)
	}
	d.moves = append(d.moves, &move{parts})
}

func give(names map[string]node, p part) {
	if p.to == nil {
		delete(names, p.name)
	} else {
		names[p.name] = p.to
	}
}

// write is seen at once.
func (d *disk) write(f *file, data []byte, at int64) syscall.Errno {
	grown := max(0, at+int64(len(data))-int64(len(f.seen)))
	if errno := d.armed.onWrite(int64(len(data))); errno != 0 {
		return errno
	}
	if d.used+grown > d.size {
		return syscall.ENOSPC
	}
	d.used += grown
	kept := append([]byte(nil), data...)
	f.seen = put(f.seen, change{at, kept})
	f.pending = append(f.pending, change{at, kept})
	return 0
}

func (d *disk) truncate(f *file, size int64) syscall.Errno {
	if errno := d.armed.onWrite(0); errno != 0 {
		return errno
	}
	d.used += size - int64(len(f.seen))
	f.seen = cut(f.seen, size)
	f.pending = append(f.pending, change{at: size})
	return 0
}

func put(bytes []byte, c change) []byte {
	if c.data == nil {
		return cut(bytes, c.at)
	}
	if end := c.at + int64(len(c.data)); end > int64(len(bytes)) {
		bytes = cut(bytes, end)
	}
	copy(bytes[c.at:], c.data)
	return bytes
}

func cut(bytes []byte, size int64) []byte {
	if size <= int64(len(bytes)) {
		return bytes[:size:size]
	}
	return append(bytes, make([]byte, size-int64(len(bytes)))...)
}

// syncFile makes what was written durable. If it fails, what was written stays to be seen and is never made durable,
// as Linux does: the pages count as clean.
func (d *disk) syncFile(f *file) syscall.Errno {
	errno := d.armed.onSync()
	if errno == 0 {
		for _, c := range f.pending {
			f.durable = put(f.durable, c)
		}
	}
	f.pending = nil
	return errno
}

// syncDir makes durable what happened to names in this folder.
func (d *disk) syncDir(folder *dir) syscall.Errno {
	if errno := d.armed.onSync(); errno != 0 {
		return errno
	}
	var left []*move
	for _, m := range d.moves {
		if m.touches(folder) {
			m.settle()
		} else {
			left = append(left, m)
		}
	}
	d.moves = left
	return 0
}

func (m *move) touches(folder *dir) bool {
	for _, p := range m.parts {
		if p.in == folder {
			return true
		}
	}
	return false
}

func (m *move) settle() {
	for _, p := range m.parts {
		give(p.in.durable, p)
	}
}

// loseCache is a power cut: of what wasn't made durable, any of it is there, in part or not at all. Changes of names
// happen in their order, as in the journal of a file system, so a first part of them is there.
func (d *disk) loseCache(chance *rand.Rand) {
	for _, m := range d.moves[:chance.IntN(len(d.moves)+1)] {
		m.settle()
	}
	d.moves = nil
	d.armed = faults{}
	d.used = d.restart(d.root, chance, map[node]bool{})
}

// restart makes what is durable what programs see, and tells its size.
func (d *disk) restart(folder *dir, chance *rand.Rand, done map[node]bool) int64 {
	var bytes int64
	folder.seen = map[string]node{}
	for name, n := range folder.durable {
		folder.seen[name] = n
		if done[n] {
			continue
		}
		done[n] = true
		switch n := n.(type) {
		case *dir:
			bytes += d.restart(n, chance, done)
		case *file:
			n.restart(chance)
			bytes += int64(len(n.seen))
		}
	}
	return bytes
}

func (f *file) restart(chance *rand.Rand) {
	for _, c := range f.pending {
		switch chance.IntN(3) {
		case 0:
		case 1:
			f.durable = put(f.durable, c)
		case 2:
			f.durable = put(f.durable, torn(c, chance))
		}
	}
	f.pending = nil
	f.seen = append([]byte(nil), f.durable...)
}

// torn is a change of which whole sectors came to the disk, and others didn't.
func torn(c change, chance *rand.Rand) change {
	if len(c.data) <= sector {
		return c
	}
	sectors := len(c.data) / sector
	return change{c.at, c.data[:sector*(1+chance.IntN(sectors))]}
}
