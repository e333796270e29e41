# shellcheck shell=bash
# The demo on a cluster that isn't Steward's own: one that the user's kubeconfig knows, or kind's.

COMPONENTS=(operator gateway runtime tasks)

# How the model gets onto the cluster: in an image of its own, which a Job copies to the claim. The nodes have to pull
# from the registry anyway, so nothing else is asked of the cluster: no image of somebody else's, no `kubectl exec`
# through which to stream it, no way from the nodes to this machine; the pod may be restricted, and a Job is tried again.

# image_tag: of images that are pushed: another content has another tag, so that nothing old is run.
image_tag() {
  local images
  mapfile -t images <"$DEMO/images"
  printf 'demo-%s' "$(fingerprint "${images[@]}")"
}

# model_image: the name of the image that delivers the model.
model_image() {
  printf '%s/model:%s' "${REGISTRY:-steward.dev}" "$(model_tag)"
}

model_tag() {
  printf 'demo-%s' "$(fingerprint "$(tool_key deliver)" "$STATE"/models/minilm/*)"
}

# namespace: the one of the context, where the claim and the service go.
namespace() {
  local name
  name=$(kubectl config view --minify --output 'jsonpath={..namespace}')
  printf '%s' "${name:-default}"
}

context_cluster() {
  run_step "Finding the cluster $CONTEXT" find_context
  run_step "Pushing the images to $REGISTRY" push_images
  run_step "Copying the model to the claim \`models\`" deliver_model
}

find_context() {
  if ! kubectl version >/dev/null; then
    "$(tool kubectl)" config get-contexts
    die "the cluster of context $CONTEXT doesn't answer, or there is no such context in ${KUBECONFIG:-$HOME/.kube/config}"
  fi
}

push_images() {
  ensure_packages skopeo:skopeo
  pack_model
  local component
  for component in "${COMPONENTS[@]}"; do
    push "$CHECKOUT/$component/target/jib-image.tar" "$component:$(image_tag)"
  done
  push "$DEMO/model.tar" "model:$(model_tag)"
}

# push TAR NAME: unless it is there; the name's tag says what is in it.
push() {
  if skopeo inspect --raw "docker://$REGISTRY/$2" >/dev/null 2>&1; then return; fi
  skopeo copy --quiet "docker-archive:$1" "docker://$REGISTRY/$2" ||
    die "can't push to $REGISTRY. Log in first (skopeo login ${REGISTRY%%/*}), name another registry, or, if it speaks plain http, name it as insecure in /etc/containers/registries.conf.d"
}

pack_model() {
  local work=$DEMO/model
  rm -rf "$work"
  mkdir -p "$work"
  layer "$(dirname "$(tool deliver)")" deliver "$work/program.tar"
  layer "$STATE/models" minilm "$work/model.tar"
  "$(tool image)" --out "$DEMO/model.tar" --name "$(model_image)" --user 65532:65532 --entrypoint /deliver \
    "$work/program.tar" "$work/model.tar"
  rm -rf "$work"
}

# layer FOLDER NAME TAR: the same bytes whenever what is named so in the folder is the same.
layer() {
  tar --create --file="$3" --directory="$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner "$2"
}

# deliver_model: to a claim of the cluster's default StorageClass, which remembers what it was given.
deliver_model() {
  local has
  has=$(kubectl get pvc models --ignore-not-found --output 'jsonpath={.metadata.name}={.metadata.annotations.steward-demo}')
  [[ $has == "models=$(model_tag)" ]] && return
  [[ -z $has || $has == models=demo-* ]] ||
    die "namespace $(namespace) has a claim \`models\` that isn't the demo's. Use a context with another namespace"
  [[ -n $has ]] || model_claim | kubectl create --filename=-
  kubectl delete job steward-demo-model --ignore-not-found --cascade=foreground --wait
  model_job | kubectl apply --filename=-
  if ! await_job steward-demo-model; then
    kubectl describe pod --selector job-name=steward-demo-model
    kubectl logs --selector job-name=steward-demo-model --tail 5 || true
    die "the model was not copied to the claim \`models\`; above is what the cluster says. Can its nodes pull $(model_image), and has it a default StorageClass?"
  fi
  kubectl annotate --overwrite pvc models "steward-demo=$(model_tag)"
  # A volume of one node is free for the service's pod only when this one is gone.
  kubectl delete job steward-demo-model --cascade=foreground --wait
}

# await_job NAME: until it has ended, well or not, or five minutes have gone.
await_job() {
  local state deadline=$((SECONDS + 300))
  while ((SECONDS < deadline)); do
    state=$(kubectl get job "$1" --output 'jsonpath={.status.conditions[?(@.status=="True")].type}') || true
    case " $state " in
      *' Complete '*) return 0 ;;
      *' Failed '*) return 1 ;;
    esac
    sleep 0.5
  done
  return 1
}

model_claim() {
  cat <<END
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: models
  annotations: {steward-demo: demo-nothing-yet}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
END
}

model_job() {
  cat <<END
apiVersion: batch/v1
kind: Job
metadata: {name: steward-demo-model}
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 290
  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile: {type: RuntimeDefault}
      containers:
      - name: deliver
        image: $(model_image)
        imagePullPolicy: IfNotPresent
        args: [/minilm, /models/minilm]
        resources:
          requests: {cpu: 100m, memory: 32Mi}
          limits: {cpu: "1", memory: 256Mi}
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities: {drop: [ALL]}
        volumeMounts: [{name: models, mountPath: /models}]
      volumes:
      - name: models
        persistentVolumeClaim: {claimName: models}
END
}

# --- kind --------------------------------------------------------------------------------------------------------

need_kind() {
  command -v kind >/dev/null || die "kind is not on the PATH; install it from https://kind.sigs.k8s.io, or leave out --kind"
  docker info >/dev/null 2>&1 || die "no Docker answers, which kind needs; start it, or leave out --kind"
  CONTEXT=kind-steward-demo
}

kind_cluster() {
  run_step 'Starting Kubernetes in Docker' start_kind
  run_step 'Loading the images into it' load_into_kind
  run_step "Copying the model to the claim \`models\`" deliver_model
}

start_kind() {
  kind get clusters | grep -qx steward-demo || kind create cluster --name steward-demo --wait 120s
}

load_into_kind() {
  local images image
  mapfile -t images <"$DEMO/images"
  pack_model
  for image in "${images[@]}" "$DEMO/model.tar"; do
    kind load image-archive "$image" --name steward-demo
  done
}

# --- a way in ----------------------------------------------------------------------------------------------------

# forwarded_url: through a port of this machine that leads to a gateway until it is ended.
forwarded_url() {
  local log=$DEMO/port-forward.log pid port=''
  end_forwarding
  # What an earlier one wrote would be taken for the new one's.
  rm -f "$log"
  setsid "$(tool kubectl)" --context "$CONTEXT" --namespace "$NAMESPACE" port-forward service/steward :80 \
    >"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  printf '%s\n' "$pid" >"$DEMO/port-forward.pid"
  wait_until 20 'a way to the gateways' grep -q '^Forwarding from 127' "$log"
  port=$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\).*/\1/p' "$log")
  printf 'http://127.0.0.1:%s/%s/minilm' "$port" "$(namespace)"
}

# end_forwarding: of an earlier run.
end_forwarding() {
  local pid
  if [[ -f $DEMO/port-forward.pid ]] && pid=$(<"$DEMO/port-forward.pid") &&
    grep -qs port-forward "/proc/$pid/cmdline"; then
    kill "$pid"
  fi
}
