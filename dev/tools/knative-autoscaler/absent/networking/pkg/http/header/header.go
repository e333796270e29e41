// Package header stands in for knative.dev/networking/pkg/http/header.
package header

// ProtobufMIMEType is the content type of a pod's report.
const ProtobufMIMEType = "application/protobuf"
