package main

import (
	"context"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// inode is a file or folder of the disk as the kernel sees it.
type inode struct {
	fs.Inode
	disk *disk
	of   node
}

var (
	_ fs.NodeLookuper  = (*inode)(nil)
	_ fs.NodeGetattrer = (*inode)(nil)
	_ fs.NodeSetattrer = (*inode)(nil)
	_ fs.NodeCreater   = (*inode)(nil)
	_ fs.NodeMkdirer   = (*inode)(nil)
	_ fs.NodeUnlinker  = (*inode)(nil)
	_ fs.NodeRmdirer   = (*inode)(nil)
	_ fs.NodeRenamer   = (*inode)(nil)
	_ fs.NodeOpener    = (*inode)(nil)
	_ fs.NodeReader    = (*inode)(nil)
	_ fs.NodeWriter    = (*inode)(nil)
	_ fs.NodeFsyncer   = (*inode)(nil)
	_ fs.NodeReaddirer = (*inode)(nil)
	_ fs.NodeStatfser  = (*inode)(nil)
)

// mount shows the disk at a path.
func mount(d *disk, path string) (*fuse.Server, error) {
	attributes := time.Second
	return fs.Mount(path, &inode{disk: d, of: d.root}, &fs.Options{
		AttrTimeout:  &attributes,
		EntryTimeout: &attributes,
		MountOptions: fuse.MountOptions{FsName: "faultfs", Name: "faultfs", DirectMountStrict: true, AllowOther: true},
	})
}

// unmount returns when what was asked of the server before is done. On a busy machine files stay open for a moment after
// whoever had them has ended. A container that was started meanwhile may have its own view of the mount and keep the
// server busy for as long as it lives: nobody waits for that.
func unmount(server *fuse.Server, path string) error {
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		err := syscall.Unmount(path, 0)
		if err == nil {
			break
		}
		if err != syscall.EBUSY || time.Now().After(until) {
			return err
		}
	}
	done := make(chan struct{})
	go func() {
		server.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(3 * time.Second):
	}
	return nil
}

func (i *inode) locked() func() {
	i.disk.mu.Lock()
	return i.disk.mu.Unlock
}

func (i *inode) child(ctx context.Context, of node, out *fuse.EntryOut) *fs.Inode {
	describe(of, &out.Attr)
	return i.NewInode(ctx, &inode{disk: i.disk, of: of}, fs.StableAttr{Mode: out.Attr.Mode & syscall.S_IFMT, Ino: of.number()})
}

func describe(of node, out *fuse.Attr) {
	out.Ino, out.Nlink, out.Blksize = of.number(), 1, 4096
	switch of := of.(type) {
	case *dir:
		out.Mode = fuse.S_IFDIR | 0o777
	case *file:
		out.Mode = fuse.S_IFREG | 0o666
		out.Size = uint64(len(of.seen))
		out.Blocks = (out.Size + 511) / 512
	}
}

func (i *inode) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	defer i.locked()()
	of, found := i.of.(*dir).seen[name]
	if !found {
		return nil, syscall.ENOENT
	}
	return i.child(ctx, of, out), 0
}

func (i *inode) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	defer i.locked()()
	describe(i.of, &out.Attr)
	return 0
}

func (i *inode) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	defer i.locked()()
	if size, asked := in.GetSize(); asked {
		if errno := i.disk.truncate(i.of.(*file), int64(size)); errno != 0 {
			return errno
		}
	}
	describe(i.of, &out.Attr)
	return 0
}

func (i *inode) Create(ctx context.Context, name string, _ uint32, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	defer i.locked()()
	if errno := i.disk.armed.onName(); errno != 0 {
		return nil, nil, 0, errno
	}
	of := i.disk.newFile()
	i.disk.name(part{i.of.(*dir), name, of})
	return i.child(ctx, of, out), nil, 0, 0
}

func (i *inode) Mkdir(ctx context.Context, name string, _ uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	defer i.locked()()
	if errno := i.disk.armed.onName(); errno != 0 {
		return nil, errno
	}
	of := i.disk.newDir()
	i.disk.name(part{i.of.(*dir), name, of})
	return i.child(ctx, of, out), 0
}

func (i *inode) Unlink(_ context.Context, name string) syscall.Errno {
	defer i.locked()()
	if i.disk.armed.readOnly {
		return syscall.EROFS
	}
	if gone, isFile := i.of.(*dir).seen[name].(*file); isFile {
		i.disk.used -= int64(len(gone.seen))
	}
	i.disk.name(part{i.of.(*dir), name, nil})
	return 0
}

func (i *inode) Rmdir(_ context.Context, name string) syscall.Errno {
	defer i.locked()()
	if i.disk.armed.readOnly {
		return syscall.EROFS
	}
	if len(i.of.(*dir).seen[name].(*dir).seen) > 0 {
		return syscall.ENOTEMPTY
	}
	i.disk.name(part{i.of.(*dir), name, nil})
	return 0
}

func (i *inode) Rename(_ context.Context, name string, newParent fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	defer i.locked()()
	if i.disk.armed.readOnly {
		return syscall.EROFS
	}
	if flags != 0 {
		return syscall.ENOTSUP
	}
	from, to := i.of.(*dir), newParent.(*inode).of.(*dir)
	if gone, isFile := to.seen[newName].(*file); isFile {
		i.disk.used -= int64(len(gone.seen))
	}
	i.disk.name(part{to, newName, from.seen[name]}, part{from, name, nil})
	return 0
}

func (i *inode) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, 0, 0
}

func (i *inode) Read(_ context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	defer i.locked()()
	seen := i.of.(*file).seen
	if at >= int64(len(seen)) {
		return fuse.ReadResultData(nil), 0
	}
	return fuse.ReadResultData(into[:copy(into, seen[at:])]), 0
}

func (i *inode) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	defer i.locked()()
	if errno := i.disk.write(i.of.(*file), data, at); errno != 0 {
		return 0, errno
	}
	return uint32(len(data)), 0
}

func (i *inode) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	defer i.locked()()
	if folder, isFolder := i.of.(*dir); isFolder {
		return i.disk.syncDir(folder)
	}
	return i.disk.syncFile(i.of.(*file))
}

func (i *inode) Readdir(context.Context) (fs.DirStream, syscall.Errno) {
	defer i.locked()()
	var entries []fuse.DirEntry
	for name, of := range i.of.(*dir).seen {
		var attributes fuse.Attr
		describe(of, &attributes)
		entries = append(entries, fuse.DirEntry{Name: name, Ino: of.number(), Mode: attributes.Mode})
	}
	return fs.NewListDirStream(entries), 0
}

func (i *inode) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	defer i.locked()()
	out.Bsize, out.Frsize, out.NameLen = 4096, 4096, 255
	out.Blocks = uint64(i.disk.size / 4096)
	if !i.disk.armed.full {
		out.Bfree = uint64(max(0, i.disk.size-i.disk.used) / 4096)
	}
	out.Bavail = out.Bfree
	out.Files, out.Ffree = 1<<20, 1<<20
	return 0
}
