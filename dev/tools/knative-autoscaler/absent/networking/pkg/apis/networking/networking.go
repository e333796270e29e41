// Package networking stands in for knative.dev/networking/pkg/apis/networking.
package networking

import (
	"context"

	"knative.dev/pkg/apis"
)

// ProtocolType is a protocol that a pod speaks.
type ProtocolType string

// Validate takes every protocol.
func (ProtocolType) Validate(context.Context) *apis.FieldError {
	return nil
}

const (
	GroupName                   = "networking.internal.knative.dev"
	HTTPProtocolAnnotationKey   = "networking.knative.dev/http-protocol"
	ProtocolHTTP1               = ProtocolType("http1")
	BackendHTTPPort             = 8012
	BackendHTTP2Port            = 8013
	QueueAdminPort              = 8022
	AutoscalingQueueMetricsPort = 9090
	UserQueueMetricsPort        = 9091
)

// GetHTTPProtocol reads an annotation.
func GetHTTPProtocol(annotations map[string]string) string {
	return annotations[HTTPProtocolAnnotationKey]
}
