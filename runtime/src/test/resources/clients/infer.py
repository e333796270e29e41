"""Clients of the Open Inference Protocol against a server of an identity model with the input x and the output y.

python infer.py TRITON|KSERVE HTTP-PORT GRPC-PORT. Prints OK, or fails.
"""

import asyncio
import sys

import numpy as np

who, http, grpc = sys.argv[1], f"127.0.0.1:{sys.argv[2]}", f"127.0.0.1:{sys.argv[3]}"
values = np.array([[1.5, -2], [3, 4]], dtype=np.float32)


def triton(module, address):
    """The same calls over HTTP and gRPC; values as bytes, and over HTTP as JSON too."""
    client = module.InferenceServerClient(address)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("m")
    for binary in (True, False) if module.__name__.endswith("http") else (None,):
        given = module.InferInput("x", list(values.shape), "FP32")
        wanted = module.InferRequestedOutput("y")
        if binary is None:
            given.set_data_from_numpy(values)
        else:
            given.set_data_from_numpy(values, binary_data=binary)
            wanted = module.InferRequestedOutput("y", binary_data=binary)
        answer = client.infer("m", [given], outputs=[wanted], request_id="r")
        assert np.array_equal(answer.as_numpy("y"), values), answer.get_response()
    client.close()


def infer_request():
    from kserve import InferInput, InferRequest

    given = InferInput(name="x", shape=list(values.shape), datatype="FP32")
    given.set_data_from_numpy(values, binary_data=False)
    return InferRequest(model_name="m", infer_inputs=[given], request_id="r")


async def kserve():
    from kserve import InferenceGRPCClient, InferenceRESTClient
    from kserve.inference_client import RESTConfig

    rest = InferenceRESTClient(RESTConfig(protocol="v2"))
    base = "http://" + http
    assert await rest.is_server_live(base) and await rest.is_server_ready(base)
    assert await rest.is_model_ready(base, "m")
    answer = await rest.infer(base, infer_request(), model_name="m")
    assert np.array_equal(answer.outputs[0].as_numpy(), values), answer
    await rest.close()
    calls = InferenceGRPCClient(url=grpc)
    assert await calls.is_server_live() and await calls.is_server_ready()
    assert await calls.is_model_ready("m")
    answer = await calls.infer(infer_request())
    assert np.array_equal(answer.outputs[0].as_numpy(), values), answer
    await calls.close()


if who == "TRITON":
    import tritonclient.grpc
    import tritonclient.http

    triton(tritonclient.http, http)
    triton(tritonclient.grpc, grpc)
else:
    asyncio.run(kserve())
print("OK")
