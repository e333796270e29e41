# shellcheck shell=bash
# The image of the runtime on GPUs gets NVIDIA's libraries: CUDA 12 and cuDNN 9, of which ONNX Runtime's jar has none. They
# are a layer of their own, the same bytes whatever Steward's version, so that nodes pull its gigabytes once.

# Where they lie in the image, whose LD_LIBRARY_PATH names it.
readonly CUDA_FOLDER=app/cuda
readonly CUDA_PACKAGES=$DEV/lib/cuda.txt
# What is taken out of those packages: what ONNX Runtime is linked to, and what cuDNN loads by name.
readonly CUDA_LIBRARIES=(libcudart.so.12 libcublas.so.12 libcublasLt.so.12 libcurand.so.10 libcufft.so.11 libnvrtc.so.12
  libnvrtc-builtins.so.12.8 'libcudnn*.so.9')

# add_cuda IMAGE FOLDER: adds the libraries to IMAGE, a docker-archive, and has the image's own loader resolve what they
# and ONNX Runtime need. FOLDER is for what is made on the way.
add_cuda() {
  local image=$1 work=$2 key name
  key=cuda/$(fingerprint "$CUDA_PACKAGES" "${CUDA_LIBRARIES[*]}" "$(declare -f fetch_cuda)")
  build_in_cache "$key" fetch_cuda
  name=$(tar -xOf "$image" manifest.json | sed -n 's/.*"RepoTags":\["\([^"]*\)".*/\1/p')
  [[ -n $name ]] || die "$image names no image"
  "$(tool image)" --from "$image" --out "$image.whole" --name "$name" "$(cache_home)/$key/layer.tar"
  mv "$image.whole" "$image"
  mkdir -p "$work/root"
  "$(tool image)" --from "$image" --unpack "$work/root" >"$work/process"
  check_cuda "$work/root" "$work/process"
}

# fetch_cuda FOLDER: leaves layer.tar in it.
fetch_cuda() {
  local into=$1 wheel library package target=$1/layer/$CUDA_FOLDER
  ensure_packages pip3:python3-pip
  mkdir -p "$target/licences" "$into/wheels"
  # pip checks each against its digest; of what the packages name as needed nothing comes that isn't in the list.
  pip3 download --quiet --no-deps --no-cache-dir --disable-pip-version-check --only-binary=:all: \
    --platform manylinux_2_27_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    --platform manylinux_2_12_x86_64 --platform manylinux2010_x86_64 \
    --require-hashes --requirement "$CUDA_PACKAGES" --dest "$into/wheels" >&2 || die "pip could not fetch what $CUDA_PACKAGES names"
  for wheel in "$into"/wheels/*.whl; do
    package=${wheel##*/}
    package=${package%-py3-*}
    python3 -m zipfile -e "$wheel" "$into/unpacked"
    rm "$wheel"
    find "$into/unpacked" -path '*.dist-info/*' -iname 'license*.txt' -exec cp {} "$target/licences/$package.txt" \;
    [[ -s $target/licences/$package.txt ]] || die "$package has no licence, under which its libraries could be passed on"
    for library in "${CUDA_LIBRARIES[@]}"; do
      find "$into/unpacked" -path "*/lib/$library" -exec mv {} "$target/" \;
    done
    rm -rf "$into/unpacked"
  done
  for library in "${CUDA_LIBRARIES[@]}"; do
    compgen -G "$target/$library" >/dev/null || die "no package of $CUDA_PACKAGES has $library"
  done
  chmod -R u=rwX,go=rX "$into/layer"
  tar --create --file="$into/layer.tar" --directory="$into/layer" --sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner app
  rm -rf "$into/layer" "$into/wheels"
}

# check_cuda ROOT PROCESS: of the libraries and symbols that those of an unpacked image need, none is missing but the
# driver, which is the node's, and what ONNX Runtime has loaded before it loads its part for CUDA.
check_cuda() {
  local root=$1 variables file said
  mapfile -t variables < <(sed -n 's/^env //p' "$2")
  for file in "$root/app/native/libonnxruntime_providers_cuda.so" "$root/$CUDA_FOLDER"/*.so.*; do
    said=$(resolved "$root" "${file#"$root"}" "${variables[@]}" 2>&1 || true)
    [[ $said == *'libc.so.6 => /'* ]] || die "the loader of the image can't read ${file##*/}: $said"
    if said=$(grep -E 'not found|undefined symbol' <<<"$said" | grep -vE 'libcuda\.so\.1 |symbol: Provider_GetHost'); then
      die "${file##*/} needs what the image lacks: $(head -n 5 <<<"$said")"
    fi
  done
}

# resolved ROOT FILE VARIABLE=VALUE...: what the loader in ROOT finds for FILE, as ldd -r prints it. A program that
# changes its root before would be traced itself, so it is done within one that becomes the loader.
resolved() {
  python3 -c '
import os, sys
root, file, *variables = sys.argv[1:]
os.chroot(root)
os.chdir("/")
trace = {"LD_TRACE_LOADED_OBJECTS": "1", "LD_WARN": "yes", "LD_BIND_NOW": "yes"}
loader = "/lib64/ld-linux-x86-64.so.2"
os.execve(loader, [loader, file], dict(v.split("=", 1) for v in variables) | trace)
' "$@"
}
