// Package config stands in for knative.dev/networking/pkg/config.
package config

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

type (
	// HTTPProtocol says what happens to plain HTTP.
	HTTPProtocol string
	// MeshCompatibilityMode says how pods are reached.
	MeshCompatibilityMode string
	// EncryptionConfig says what is encrypted.
	EncryptionConfig string
)

const (
	HTTPEnabled    HTTPProtocol = "enabled"
	HTTPDisabled   HTTPProtocol = "disabled"
	HTTPRedirected HTTPProtocol = "redirected"

	MeshCompatibilityModeEnabled  MeshCompatibilityMode = "enabled"
	MeshCompatibilityModeDisabled MeshCompatibilityMode = "disabled"
	MeshCompatibilityModeAuto     MeshCompatibilityMode = "auto"

	EncryptionEnabled EncryptionConfig = "enabled"
)

// Config is the network's.
type Config struct {
	HTTPProtocol                  HTTPProtocol
	ExternalDomainTLS             bool
	ClusterLocalDomainTLS         EncryptionConfig
	NamespaceWildcardCertSelector *metav1.LabelSelector
}

// SystemInternalTLSEnabled says whether Knative's own traffic is encrypted.
func (*Config) SystemInternalTLSEnabled() bool {
	return false
}
