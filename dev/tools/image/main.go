// Command image packs layer tarballs into a docker-archive that containerd imports and Jib builds upon.
//
//	image --out base.tar --name steward.dev/base:1 --user 65532:65532 --env PATH=/opt/java/bin root.tar jre.tar
//
// With --from the layers are added to an image that there is, whose process stays as it was:
//
//	image --from runtime.tar --out trained.tar --name steward.dev/runtime:1 archive.tar
//
// With --unpack the files of an image are laid out in a folder, and what its process is started with is printed, a
// line each: "env NAME=VALUE" or "word WORD".
//
//	image --from runtime.tar --unpack FOLDER
//
// The result depends on the arguments and the layers alone: no time stamp of the build enters it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// list collects a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func main() {
	var (
		env, entrypoint list
		out             = flag.String("out", "", "file to write")
		imageName       = flag.String("name", "", "name and tag of the image, such as steward.dev/base:1")
		user            = flag.String("user", "", "user, or user:group, that its process runs as")
		workdir         = flag.String("workdir", "", "working directory of its process")
		from            = flag.String("from", "", "image to begin with, a docker-archive")
		unpack          = flag.String("unpack", "", "folder for the files of --from")
	)
	flag.Var(&env, "env", "NAME=VALUE; may be given several times")
	flag.Var(&entrypoint, "entrypoint", "one word of the entry point; may be given several times")
	flag.Parse()
	config := v1.Config{Env: env, Entrypoint: entrypoint, User: *user, WorkingDir: *workdir}
	if err := run(*from, *unpack, *out, *imageName, config, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func run(from, folder, out, imageName string, config v1.Config, layers []string) error {
	if from == "" {
		return pack(out, imageName, config, layers)
	}
	image, err := tarball.ImageFromPath(from, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if folder != "" {
		return unpackInto(folder, image)
	}
	return extend(image, out, imageName, layers)
}

// extend writes the image with further layers.
func extend(image v1.Image, out, imageName string, layers []string) error {
	tag, err := tagged(out, imageName, layers)
	if err != nil {
		return err
	}
	if image, err = withLayers(image, layers); err != nil {
		return err
	}
	return tarball.WriteToFile(out, tag, image)
}

// unpackInto lays out the image's files and prints how its process is started.
func unpackInto(folder string, image v1.Image) error {
	files := mutate.Extract(image)
	defer files.Close()
	tar := exec.Command("tar", "--extract", "--numeric-owner", "--warning=no-unknown-keyword", "--directory", folder)
	tar.Stdin, tar.Stderr = files, os.Stderr
	if err := tar.Run(); err != nil {
		return fmt.Errorf("tar: %w", err)
	}
	file, err := image.ConfigFile()
	if err != nil {
		return err
	}
	for _, variable := range file.Config.Env {
		fmt.Println("env", variable)
	}
	for _, word := range file.Config.Entrypoint {
		fmt.Println("word", word)
	}
	return nil
}

func tagged(out, imageName string, layers []string) (name.Tag, error) {
	if out == "" || imageName == "" || len(layers) == 0 {
		return name.Tag{}, errors.New("--out, --name and at least one layer are needed")
	}
	return name.NewTag(imageName, name.WithDefaultRegistry(""))
}

func pack(out, imageName string, config v1.Config, layers []string) error {
	tag, err := tagged(out, imageName, layers)
	if err != nil {
		return err
	}
	image, err := withLayers(empty.Image, layers)
	if err != nil {
		return err
	}
	file, err := image.ConfigFile()
	if err != nil {
		return err
	}
	file = file.DeepCopy()
	// An image that does not say what it runs on is skipped by containerd's import without an error.
	file.OS, file.Architecture = "linux", runtime.GOARCH
	file.Config = config
	if image, err = mutate.ConfigFile(image, file); err != nil {
		return err
	}
	return tarball.WriteToFile(out, tag, image)
}

func withLayers(base v1.Image, files []string) (v1.Image, error) {
	addenda := make([]v1.Layer, 0, len(files))
	for _, file := range files {
		layer, err := tarball.LayerFromFile(file)
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", file, err)
		}
		addenda = append(addenda, layer)
	}
	return mutate.AppendLayers(base, addenda...)
}
