# shellcheck shell=bash
# The demo on a cluster that isn't Steward's own: one that the user's kubeconfig knows, or kind's.

COMPONENTS=(operator gateway runtime)
# Has `tar` and `sleep`, to receive the model.
LOADER_IMAGE=docker.io/library/busybox:1.37

# image_tag: of images that are pushed: another content has another tag, so that nothing old is run.
image_tag() {
  local images
  mapfile -t images <"$DEMO/images"
  printf 'demo-%s' "$(fingerprint "${images[@]}")"
}

context_cluster() {
  run_step "Finding the cluster $CONTEXT" find_context
  run_step "Pushing the images to $REGISTRY" push_images
  run_step "Copying the model to a claim \`models\`" copy_models
}

find_context() {
  if ! kubectl version >/dev/null; then
    "$(tool kubectl)" config get-contexts
    die "the cluster of context $CONTEXT doesn't answer, or there is no such context in ${KUBECONFIG:-$HOME/.kube/config}"
  fi
}

push_images() {
  ensure_packages skopeo:skopeo
  local component
  for component in "${COMPONENTS[@]}"; do
    skopeo copy --quiet "docker-archive:$CHECKOUT/$component/target/jib-image.tar" \
      "docker://$REGISTRY/$component:$(image_tag)" ||
      die "can't push to $REGISTRY. Log in first (skopeo login ${REGISTRY%%/*}) or name another registry"
  done
}

# copy_models: through a pod, into a claim of the cluster's default StorageClass.
copy_models() {
  kubectl apply --server-side --filename=- <<END
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: models, namespace: default}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
END
  if [[ $(kubectl get pvc models --output 'jsonpath={.metadata.annotations.steward-demo}') == copied ]]; then
    return
  fi
  kubectl delete pod steward-demo-models --ignore-not-found --wait
  kubectl apply --filename=- <<END
apiVersion: v1
kind: Pod
metadata: {name: steward-demo-models, namespace: default}
spec:
  restartPolicy: Never
  containers:
  - name: copy
    image: $LOADER_IMAGE
    command: [sleep, "600"]
    volumeMounts: [{name: models, mountPath: /models}]
  volumes:
  - name: models
    persistentVolumeClaim: {claimName: models}
END
  kubectl wait --for=condition=Ready pod/steward-demo-models --timeout=180s
  kubectl cp "$STATE/models/minilm" steward-demo-models:/models/minilm
  kubectl exec steward-demo-models -- chmod -R a+rX /models/minilm
  kubectl delete pod steward-demo-models --wait --grace-period=1
  kubectl annotate pvc models steward-demo=copied
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
  run_step "Copying the model to a claim \`models\`" copy_models
}

start_kind() {
  kind get clusters | grep -qx steward-demo || kind create cluster --name steward-demo --wait 120s
}

load_into_kind() {
  local images image
  mapfile -t images <"$DEMO/images"
  for image in "${images[@]}"; do
    kind load image-archive "$image" --name steward-demo
  done
}

# --- a way in ----------------------------------------------------------------------------------------------------

# forwarded_url: through a port of this machine that leads to a gateway until it is ended.
forwarded_url() {
  local log=$DEMO/port-forward.log pid port=''
  if [[ -f $DEMO/port-forward.pid ]] && pid=$(<"$DEMO/port-forward.pid") &&
    grep -qs port-forward "/proc/$pid/cmdline"; then
    kill "$pid"
  fi
  setsid "$(tool kubectl)" --context "$CONTEXT" --namespace "$NAMESPACE" port-forward service/steward :80 \
    >"$log" 2>&1 </dev/null &
  pid=$!
  printf '%s\n' "$pid" >"$DEMO/port-forward.pid"
  wait_until 20 'a way to the gateways' grep -q '^Forwarding from 127' "$log"
  port=$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\).*/\1/p' "$log")
  printf 'http://127.0.0.1:%s/default/minilm' "$port"
}
