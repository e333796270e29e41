// Package semconv stands in for knative.dev/pkg/observability/semconv.
package semconv

import "go.opentelemetry.io/otel/attribute"

// K8SNamespaceName names a namespace in metrics.
func K8SNamespaceName(name string) attribute.KeyValue {
	return attribute.String("k8s.namespace.name", name)
}
