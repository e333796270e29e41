// Command volumes provisions the development cluster's dynamic volumes: each claim of its StorageClass gets a
// folder of the node, offered as a local volume, so that fsGroup and ownership are treated as on a real disk.
//
//	volumes --kubeconfig FILE --provisioner steward.dev/folders --root DIR --node node
//
// Unlike local-path-provisioner it makes the folders itself (it runs on the node) and needs no helper pod and no
// image with a shell, so a claim is bound in milliseconds.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v10/controller"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the API server, and as whom")
	provisioner := flag.String("provisioner", "steward.dev/folders", "name that StorageClasses call this provisioner by")
	root := flag.String("root", "", "folder that holds one folder for each volume")
	node := flag.String("node", "node", "node whose folder it is")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(klog.NewContext(ctx, klog.Background()), *kubeconfig, *provisioner, folders{root: *root, node: *node}); err != nil {
		fmt.Fprintln(os.Stderr, "volumes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig, provisioner string, volumes folders) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 500, 1000
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	controller.NewProvisionController(klog.FromContext(ctx), client, provisioner, volumes,
		controller.LeaderElection(false)).Run(ctx)
	return nil
}

// folders makes a volume of every folder directly below root, on one node.
type folders struct {
	root string
	node string
}

// Provision makes the claim's folder. Whoever mounts it gets access by fsGroup, as with any other local disk.
func (f folders) Provision(_ context.Context, options controller.ProvisionOptions) (*corev1.PersistentVolume, controller.ProvisioningState, error) {
	path := filepath.Join(f.root, options.PVName)
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	return &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: options.PVName},
		Spec: corev1.PersistentVolumeSpec{
			Capacity:                      corev1.ResourceList{corev1.ResourceStorage: options.PVC.Spec.Resources.Requests[corev1.ResourceStorage]},
			AccessModes:                   options.PVC.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: *options.StorageClass.ReclaimPolicy,
			PersistentVolumeSource:        corev1.PersistentVolumeSource{Local: &corev1.LocalVolumeSource{Path: path}},
			NodeAffinity:                  f.onlyHere(),
		},
	}, controller.ProvisioningFinished, nil
}

// Delete removes the folder and all that was written to it.
func (f folders) Delete(_ context.Context, volume *corev1.PersistentVolume) error {
	path := filepath.Join(f.root, volume.Name)
	if filepath.Dir(path) != filepath.Clean(f.root) {
		return fmt.Errorf("volume %q does not name a folder below %s", volume.Name, f.root)
	}
	return os.RemoveAll(path)
}

func (f folders) onlyHere() *corev1.VolumeNodeAffinity {
	here := corev1.NodeSelectorRequirement{
		Key: corev1.LabelHostname, Operator: corev1.NodeSelectorOpIn, Values: []string{f.node},
	}
	return &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{
		NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchExpressions: []corev1.NodeSelectorRequirement{here}}},
	}}
}
