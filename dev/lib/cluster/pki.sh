# shellcheck shell=bash
# One cluster's certificate authority and the identity of each of its components.

# make_pki FOLDER NODE_IP SERVICE_IP: everything below FOLDER, which appears only when complete.
make_pki() {
  local folder=$1 node_ip=$2 service_ip=$3
  [[ -d $folder ]] && return
  rm -rf "$folder.partial"
  install -d -m 700 "$folder.partial"
  (
    cd "$folder.partial"
    local names=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc
    names+=,DNS:kubernetes.default.svc.cluster.local,DNS:localhost
    authority
    certificate apiserver /CN=kube-apiserver serverAuth "$names,IP:127.0.0.1,IP:$node_ip,IP:$service_ip"
    certificate kubelet "/CN=$NODE_NAME" serverAuth "DNS:$NODE_NAME,IP:$node_ip"
    # What the API server says to the kubelet when somebody asks for logs or exec.
    certificate kubelet-client /CN=kube-apiserver-kubelet-client clientAuth
    certificate admin /O=system:masters/CN=admin clientAuth
    certificate node "/O=system:nodes/CN=system:node:$NODE_NAME" clientAuth
    certificate controllers /CN=system:kube-controller-manager clientAuth
    certificate scheduler /CN=system:kube-scheduler clientAuth
    certificate proxy /CN=system:kube-proxy clientAuth
    certificate dns /CN=system:coredns clientAuth
    certificate volumes /CN=steward:volumes clientAuth
    key service-accounts.key
    openssl pkey -in service-accounts.key -pubout -out service-accounts.pub
  ) 2>/dev/null || die "openssl could not make the cluster's certificates in $folder"
  mv -T "$folder.partial" "$folder"
}

# key FILE: an elliptic-curve key, made in milliseconds.
key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

# rsa_key FILE: for the identity that Java's Kubernetes client uses, which reads elliptic-curve keys only with a
# cryptography library besides.
rsa_key() {
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1"
}

authority() {
  key ca.key
  openssl req -x509 -new -key ca.key -subj /CN=steward-development-cluster -days 3650 \
    -addext keyUsage=critical,keyCertSign,digitalSignature -out ca.crt
}

# certificate NAME SUBJECT USAGE [ALTERNATIVE_NAMES]
certificate() {
  local san=()
  [[ -n ${4:-} ]] && san=(-addext "subjectAltName=$4")
  if [[ $1 == admin ]]; then rsa_key "$1.key"; else key "$1.key"; fi
  openssl req -x509 -new -key "$1.key" -subj "$2" -days 3650 -CA ca.crt -CAkey ca.key \
    -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
    -addext "extendedKeyUsage=$3" "${san[@]}" -out "$1.crt"
}

# write_kubeconfig FILE PKI_FOLDER IDENTITY SERVER: the certificates are inside, so that the file can be moved.
write_kubeconfig() {
  local pki=$2 name=$3
  (
    umask 077
    cat >"$1.partial" <<END
apiVersion: v1
kind: Config
current-context: steward
clusters:
- name: steward
  cluster:
    server: $4
    certificate-authority-data: $(base64 -w0 <"$pki/ca.crt")
users:
- name: $name
  user:
    client-certificate-data: $(base64 -w0 <"$pki/$name.crt")
    client-key-data: $(base64 -w0 <"$pki/$name.key")
contexts:
- name: steward
  context: {cluster: steward, user: $name}
END
  )
  mv "$1.partial" "$1"
}
