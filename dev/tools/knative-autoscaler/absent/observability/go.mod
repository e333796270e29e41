module knative.dev/pkg/observability

go 1.26.0
