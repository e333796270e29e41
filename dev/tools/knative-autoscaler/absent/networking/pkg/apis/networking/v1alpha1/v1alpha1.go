// Package v1alpha1 stands in for knative.dev/networking/pkg/apis/networking/v1alpha1.
package v1alpha1

// HTTPOption says what happens to plain HTTP.
type HTTPOption string

const (
	HTTPOptionEnabled    HTTPOption = "Enabled"
	HTTPOptionRedirected HTTPOption = "Redirected"
)
