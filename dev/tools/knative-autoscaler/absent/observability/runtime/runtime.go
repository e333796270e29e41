// Package runtime stands in for knative.dev/pkg/observability/runtime.
package runtime

// ProfilingDefaultPort is reserved in pods.
const ProfilingDefaultPort = 8008
