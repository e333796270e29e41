package main

import "syscall"

// faults are what the disk is told to do wrong; the zero value does nothing wrong.
type faults struct {
	readOnly bool
	full     bool
	// countdowns: the fault happens when it has come to zero; absent: it doesn't.
	writeError *int64
	syncError  *int64
	fullAfter  *int64
}

// onWrite is asked before each write of so many bytes.
func (f *faults) onWrite(bytes int64) syscall.Errno {
	if f.readOnly {
		return syscall.EROFS
	}
	if f.fullAfter != nil {
		*f.fullAfter -= bytes
		if *f.fullAfter <= 0 {
			f.full, f.fullAfter = true, nil
		}
	}
	if f.full && bytes > 0 {
		return syscall.ENOSPC
	}
	return strike(&f.writeError)
}

// onName is asked before a name is made.
func (f *faults) onName() syscall.Errno {
	if f.readOnly {
		return syscall.EROFS
	}
	if f.full {
		return syscall.ENOSPC
	}
	return 0
}

// onSync is asked before each fsync.
func (f *faults) onSync() syscall.Errno {
	return strike(&f.syncError)
}

// strike happens once.
func strike(left **int64) syscall.Errno {
	if *left == nil {
		return 0
	}
	**left--
	if **left > 0 {
		return 0
	}
	*left = nil
	return syscall.EIO
}
