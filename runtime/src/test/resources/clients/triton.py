"""Triton's own client, unchanged: triton.py HTTP_ADDRESS GRPC_ADDRESS. Says OK."""

import sys

import numpy
import tritonclient.grpc
import tritonclient.http


def infer(package, client, **options):
    tensor = package.InferInput("x", [1, 2], "FP32")
    tensor.set_data_from_numpy(numpy.array([[1, 2]], dtype=numpy.float32))
    return client.infer("m", [tensor], **options).as_numpy("y").tolist()


http = tritonclient.http.InferenceServerClient(sys.argv[1])
grpc = tritonclient.grpc.InferenceServerClient(sys.argv[2])

assert infer(tritonclient.http, http) == [[1, 2]]
assert infer(tritonclient.grpc, grpc) == [[1, 2]]

by_http = http.get_inference_statistics("m")["model_stats"][0]
by_grpc = grpc.get_inference_statistics("m", as_json=True)["model_stats"][0]
for stats in by_http, by_grpc:
    assert stats["name"] == "m" and stats["version"] == "1", stats
    # JSON of Protocol Buffers writes numbers of 64 bits as texts.
    assert int(stats["inference_count"]) == 2, stats
    assert int(stats["execution_count"]) == 2, stats
    assert int(stats["inference_stats"]["success"]["count"]) == 2, stats
    assert int(stats["inference_stats"]["compute_infer"]["ns"]) > 0, stats
    assert int(stats["batch_stats"][0]["batch_size"]) == 1, stats
    assert int(stats["batch_stats"][0]["compute_infer"]["count"]) == 2, stats
assert len(http.get_inference_statistics()["model_stats"]) == 1

# A second, and more urgent than most.
assert infer(tritonclient.http, http, priority=1, timeout=1_000_000) == [[1, 2]]
assert infer(tritonclient.grpc, grpc, priority=1, timeout=1_000_000) == [[1, 2]]

print("OK")
