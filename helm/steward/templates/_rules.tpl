{{/* In Steward's own namespace. */}}
{{- define "steward.rules.operator.home" -}}
- apiGroups: [steward.dev]
  resources: [servingconfigs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [steward-operator]
  verbs: [get, patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
# A create can't be held to names.
- apiGroups: [""]
  resources: [secrets]
  verbs: [create]
{{- if eq .Values.trust.issuer "Steward" }}
# The CA is made once; an update lets another one follow it.
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [steward-ca]
  verbs: [get, list, watch, update]
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [steward-gateway-tls]
  verbs: [list, watch, patch]
{{- end }}
# Made once where there never was one, or brought by the platform: nothing writes over it.
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [{{ include "steward.auditSecret" . }}]
  verbs: [list, watch]
# The public keys of evidence logs, and what those logs were.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [create]
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [steward-audit-keys, steward-audit-witness]
  verbs: [list, watch, patch]
# Logs of gateways that were scaled away are looked after by a Job, made from their StatefulSet.
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [list, watch]
- apiGroups: [apps]
  resources: [statefulsets]
  verbs: [list, watch]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [list, watch, create, delete]
# What the chart made of admission policies, by which the operator knows whether it is still so.
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [steward-admission]
  verbs: [list, watch]
{{- end }}

{{/* Where services are. `create` besides `patch`: a server-side apply of what isn't there needs both. */}}
{{- define "steward.rules.operator.services" -}}
- apiGroups: [steward.dev]
  resources: [modelservices]
  verbs: [get, list, watch]
- apiGroups: [steward.dev]
  resources: [modelservices/status]
  verbs: [patch]
# The number of pods, and nothing else of a service.
- apiGroups: [steward.dev]
  resources: [modelservices/scale]
  verbs: [update]
- apiGroups: [steward.dev]
  resources: [inferencetasks]
  verbs: [list, watch, delete]
- apiGroups: [steward.dev]
  resources: [inferencetasks/status]
  verbs: [patch]
# What holds for services; nothing of it is written but how far it is in force.
- apiGroups: [steward.dev]
  resources: [compliancepolicies]
  verbs: [list, watch]
- apiGroups: [steward.dev]
  resources: [compliancepolicies/status]
  verbs: [patch]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [list, watch, create, delete]
- apiGroups: [apps]
  resources: [deployments, statefulsets, controllerrevisions]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [services, serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
{{- if eq .Values.trust.issuer "Steward" }}
# Rights can't be held to a pattern of names: NAME-serving-tls of each service. None is ever deleted.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, patch]
{{- else }}
- apiGroups: [cert-manager.io]
  resources: [certificates]
  verbs: [get, list, watch, create, patch, delete]
{{- end }}
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch, create, patch, delete]
# Those that somebody wrote for a service's Service, past the gateways; Kubernetes repeats them as slices.
- apiGroups: [""]
  resources: [endpoints]
  verbs: [delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
# Where the API server has dynamic resource allocation.
- apiGroups: [resource.k8s.io]
  resources: [resourceclaimtemplates]
  verbs: [get, list, watch, create, patch, delete]
# Bare pods are made, and deleted, to read what a model's file says of it. Pods of groups are let in, and deleted all together.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
{{- end }}

{{/* What no Role can give: which GPUs the nodes have, the platform's policies, and the labels by which they select namespaces. */}}
{{- define "steward.rules.operator.cluster" -}}
- apiGroups: [""]
  resources: [nodes, namespaces]
  verbs: [list, watch]
- apiGroups: [steward.dev]
  resources: [clustercompliancepolicies]
  verbs: [list, watch]
- apiGroups: [steward.dev]
  resources: [clustercompliancepolicies/status]
  verbs: [patch]
- apiGroups: [admissionregistration.k8s.io]
  resources: [validatingadmissionpolicies, validatingadmissionpolicybindings]
  verbs: [list, watch]
{{- if and .Values.crds.install .Values.admission.repair }}
# To put back what somebody deleted or edited: only these can be changed, but a create can't be held to names.
- apiGroups: [admissionregistration.k8s.io]
  resources: [validatingadmissionpolicies, validatingadmissionpolicybindings]
  verbs: [create]
- apiGroups: [admissionregistration.k8s.io]
  resources: [validatingadmissionpolicies, validatingadmissionpolicybindings]
  resourceNames:
  {{- range $path, $content := .Files.Glob "files/admission/*.yaml" }}
  {{- range $name := regexFindAll "(?m)^  name: steward-[a-z-]+$" ($content | toString) -1 | uniq }}
  - {{ $name | trim | trimPrefix "name: " }}
  {{- end }}
  {{- end }}
  verbs: [update]
{{- end }}
{{- end }}

{{- define "steward.rules.gateway.home" -}}
- apiGroups: [steward.dev]
  resources: [servingconfigs]
  verbs: [get, list, watch]
# A sign of life of each gateway that runs tasks; named after its pod.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [list, create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames:
  {{- range $ordinal := until 32 }}
  - {{ include "steward.fullname" $ }}-gateway-{{ $ordinal }}
  {{- end }}
  verbs: [patch, delete]
# What the operator remembers of their evidence logs.
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [steward-audit-witness]
  verbs: [get]
# Where the operators are that are told the load.
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
{{- end }}

{{/* Tasks are Steward's own kinds: nothing of a tenant's can be read or made with these. */}}
{{- define "steward.rules.gateway.services" -}}
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
- apiGroups: [steward.dev]
  resources: [inferencetasks]
  verbs: [get, list, watch, create, delete]
- apiGroups: [steward.dev]
  resources: [inferencetasks/status]
  verbs: [update]
- apiGroups: [steward.dev]
  resources: [taskfiles]
  verbs: [get, list, create, delete]
{{- end }}
