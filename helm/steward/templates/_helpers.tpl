{{/* What the release's objects are named after: the release, and "steward" unless that says so already. */}}
{{- define "steward.fullname" -}}
{{- if contains "steward" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-steward" (.Release.Name | trunc 32 | trimSuffix "-") }}{{ end }}
{{- end }}

{{/* Objects that belong to no namespace need a name that no other release has. */}}
{{- define "steward.clusterName" -}}
{{- printf "%s:%s" .Release.Namespace (include "steward.fullname" .) }}
{{- end }}

{{/* Labels by which pods are selected: never changed by an upgrade. Called with (list . COMPONENT). */}}
{{- define "steward.selector" -}}
app.kubernetes.io/name: steward
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Labels of objects. Versions stand here and not in pod templates, where a new one would restart pods. */}}
{{- define "steward.labels" -}}
{{ include "steward.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The Secret with the keys of the evidence logs. */}}
{{- define "steward.auditSecret" -}}
{{ .Values.audit.secretName | default "steward-audit" }}
{{- end }}

{{/* Called with (list . IMAGE). */}}
{{- define "steward.image" -}}
{{- $image := index . 1 -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default (index . 0).Chart.AppVersion }}
{{- end }}
{{- end }}

{{/* What every pod of ours is held to: the restricted Pod Security Standard, and a root file system nobody writes to. */}}
{{- define "steward.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "steward.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Environment of operator and gateway alike. */}}
{{- define "steward.environment" -}}
- name: STEWARD_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: STEWARD_POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
{{- if eq .Values.scope "Namespace" }}
- name: STEWARD_WATCH_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
{{- end }}
{{- end }}

{{/* Where pods prefer to be: each on a node of its own. Called with (list . COMPONENT). */}}
{{- define "steward.spread" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
  - weight: 100
    podAffinityTerm:
      topologyKey: kubernetes.io/hostname
      labelSelector:
        matchLabels:
          {{- include "steward.selector" . | nindent 10 }}
{{- end }}

{{/* Sinks as a gateway reads them: JSON, with the folder of each one's secrets. */}}
{{- define "steward.sinks" -}}
{{- $sinks := list }}
{{- range . }}
{{- $sink := omit . "secretName" }}
{{- if .secretName }}
{{- $sink = set $sink "secrets" (printf "/etc/steward-sinks/%s" .name) }}
{{- end }}
{{- $sinks = append $sinks $sink }}
{{- end }}
{{- toJson $sinks }}
{{- end }}
