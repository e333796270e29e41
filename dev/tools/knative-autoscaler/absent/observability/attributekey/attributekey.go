// Package attributekey stands in for knative.dev/pkg/observability/attributekey.
package attributekey

import "go.opentelemetry.io/otel/attribute"

// String is the name of an attribute.
type String string

// With gives the attribute a value.
func (key String) With(value string) attribute.KeyValue {
	return attribute.String(string(key), value)
}
