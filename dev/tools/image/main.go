// Command image packs layer tarballs into a docker-archive that containerd imports and Jib builds upon.
//
//	image --out base.tar --name steward.dev/base:1 --user 65532:65532 --env PATH=/opt/java/bin root.tar jre.tar
//
// The result depends on the arguments and the layers alone: no time stamp of the build enters it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
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
	)
	flag.Var(&env, "env", "NAME=VALUE; may be given several times")
	flag.Var(&entrypoint, "entrypoint", "one word of the entry point; may be given several times")
	flag.Parse()
	config := v1.Config{Env: env, Entrypoint: entrypoint, User: *user, WorkingDir: *workdir}
	if err := pack(*out, *imageName, config, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func pack(out, imageName string, config v1.Config, layers []string) error {
	if out == "" || imageName == "" || len(layers) == 0 {
		return errors.New("--out, --name and at least one layer are needed")
	}
	tag, err := name.NewTag(imageName, name.WithDefaultRegistry(""))
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
