# shellcheck shell=bash
# The demo on a cluster: what is the same on every one, and how it is done on Steward's own.

cluster_demo() {
  run_step 'Building the images of operator, gateway and runtime' build_images
  await_beside
  case $TARGET in
    own) own_cluster ;;
    kind) kind_cluster ;;
    context) context_cluster ;;
  esac
  run_step 'Installing Steward with Helm' install_steward
  run_step "Applying examples/$(basename "$EXAMPLE") and waiting until it is Ready" apply_example
  local url
  url=$(service_url)
  step "Asking it at $url"
  local embedding tensor
  embedding=$(ask_sentence "$url")
  tensor=$(ask_tensor "$url")
  step_done
  printf '%s\n' "$url" >"$DEMO/url"
  tell "$url" "$embedding" "$tensor"
}

build_images() {
  "$DEV/images" >"$DEMO/images"
}

own_cluster() {
  export STEWARD_CLUSTER=$CLUSTER
  run_step 'Starting Kubernetes' "$DEV/cluster" up "$CLUSTER"
  run_step 'Loading the images into it' load_images
  run_step "Offering the model as the volume \`models\`" offer_models
}

# load_images: again only where they changed since.
load_images() {
  local images loaded=$STATE/clusters/$CLUSTER/demo-images now
  mapfile -t images <"$DEMO/images"
  now=$(stat --format '%n %s %Y' "${images[@]}")
  [[ -f $loaded && $(<"$loaded") == "$now" ]] && return
  "$DEV/cluster" load "$CLUSTER" "${images[@]}"
  printf '%s\n' "$now" >"$loaded"
  # The tag is the same, so nobody else would start the new ones.
  if release_exists; then
    kubectl --namespace "$NAMESPACE" rollout restart deployment,statefulset
  fi
}

offer_models() {
  "$DEV/cluster" volume "$CLUSTER" models "$STATE/models"
  kubectl apply --server-side --filename=- <<'END'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: models, namespace: default}
spec:
  storageClassName: local
  volumeName: models
  accessModes: [ReadOnlyMany]
  resources: {requests: {storage: 1Gi}}
END
}

# --- the same on every cluster -----------------------------------------------------------------------------------

kubectl() {
  case $TARGET in
    own) "$DEV/kubectl" "$@" ;;
    kind | context) "$(tool kubectl)" --context "$CONTEXT" "$@" ;;
  esac
}

helm() {
  case $TARGET in
    own) "$DEV/helm" "$@" ;;
    kind | context) "$(tool helm)" --kube-context "$CONTEXT" "$@" ;;
  esac
}

release_exists() {
  helm status steward --namespace "$NAMESPACE" >/dev/null 2>&1
}

# unfinished: Helm's records of an installation that nobody finished, or not yet.
unfinished() {
  kubectl --namespace "$NAMESPACE" "$1" secret \
    --selector 'owner=helm,name=steward,status in (pending-install,pending-upgrade,pending-rollback)' "${@:2}"
}

none_unfinished() {
  [[ -z $(unfinished get --output name) ]]
}

# settle_release: Helm refuses to go on after one that was killed. On the demo's own clusters nobody else installs, so
# the record is all that has to go: what was made already is taken over. Elsewhere it may be somebody's work.
settle_release() {
  if [[ $TARGET == context ]]; then
    wait_until 300 "the end of another Helm operation on the release steward in $NAMESPACE (helm history steward -n $NAMESPACE)" none_unfinished
  else
    unfinished delete
  fi
}

install_steward() {
  local settings=()
  settle_release
  if [[ $TARGET == context ]]; then
    local component
    for component in "${COMPONENTS[@]}"; do
      settings+=(--set "$component.image.repository=$REGISTRY/$component" --set "$component.image.tag=$(image_tag)")
    done
  fi
  helm upgrade --install steward "$CHECKOUT/helm/steward" --namespace "$NAMESPACE" --create-namespace \
    --wait --timeout 5m "${settings[@]}"
}

apply_example() {
  kubectl apply --filename "$EXAMPLE"
  if ! kubectl wait --for=condition=Ready modelservice/minilm --timeout=180s; then
    kubectl describe modelservice/minilm
    return 1
  fi
}

# service_url: the Service's own address is reached from this machine on Steward's cluster; elsewhere a port of this
# machine leads to the gateways, which know the service by its path.
service_url() {
  case $TARGET in
    own) printf 'http://%s' "$(kubectl get service minilm --output 'jsonpath={.spec.clusterIP}')" ;;
    kind | context) forwarded_url ;;
  esac
}

# tell URL EMBEDDING TENSOR
tell() {
  local command=./dev/kubectl
  [[ $TARGET == own ]] || command="kubectl --context $CONTEXT"
  cat <<END

  POST $1/v1/embeddings
    "$SENTENCE" -> $(shortened "$2")
  POST $1/v2/models/minilm/infer
    $(shortened "$3")

  What to try next:
    $command get modelservices                    what is served, and is it Ready?
    $command describe modelservice minilm         what happened to it
    $command apply -f examples/autoscale-to-zero/service.yaml    a service that goes to zero and back
    $command apply -f examples/gpu.yaml           a service that asks for a GPU
    curl -s $1/v2/models/minilm
    docs/guides/first-service.md                 the first five minutes, step by step
  To end it:
    $command delete -f examples/embedding.yaml    the service
$(how_to_remove)

  All of it took $(seconds_since "$STARTED").
END
  printf 'Ready: %s\n' "$1"
}

how_to_remove() {
  case $TARGET in
    own) printf '    ./dev/cluster down                           the cluster and all in it' ;;
    kind) printf '    kind delete cluster --name steward-demo      the cluster and all in it' ;;
    context)
      printf '    helm --kube-context %s uninstall steward -n %s\n' "$CONTEXT" "$NAMESPACE"
      printf '    kubectl --context %s delete pvc models     the model\n' "$CONTEXT"
      printf '    kill %s                                   the way to the gateways' "$(<"$DEMO/port-forward.pid")"
      ;;
  esac
}
