// Command deliver copies the files of one folder, of its own image, into another, a volume. An image of this program
// and a model puts the model onto a claim of any cluster that can pull the image: as an ordinary user, without a
// shell, and without a connection that must last as long as the copying.
//
//	deliver /minilm /models/minilm
package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: deliver FROM TO")
		os.Exit(2)
	}
	if err := deliver(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "deliver:", err)
		os.Exit(1)
	}
}

func deliver(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		return copyFile(path, target)
	})
}

// copyFile gives the file its name only when all of it is on the volume.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	partial := to + ".partial"
	target, err := os.OpenFile(partial, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer target.Close()
	if _, err = io.Copy(target, source); err != nil {
		return err
	}
	if err = target.Sync(); err != nil {
		return err
	}
	return os.Rename(partial, to)
}
