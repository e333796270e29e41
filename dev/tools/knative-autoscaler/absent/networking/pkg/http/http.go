// Package http stands in for knative.dev/networking/pkg/http.
package http

import "net/http"

// IsPotentialMeshErrorResponse says whether a mesh may have answered.
func IsPotentialMeshErrorResponse(*http.Response) bool {
	return false
}
