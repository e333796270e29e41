"""KServe's Python server: https://kserve.github.io/website/docs/model-serving/predictive-inference/custom-predictor"""

import os

from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer
from kserve.utils.utils import generate_uuid

from encoder import Encoder


class Served(Model):
    def __init__(self):
        super().__init__("m")
        self.encoder = None

    def load(self):
        self.encoder = Encoder()
        self.ready = True
        return True

    def start(self):
        self.load()

    def predict(self, payload: InferRequest, headers=None, response_headers=None):
        result = self.encoder.run({each.name: each.as_numpy() for each in payload.inputs})
        output = InferOutput(self.encoder.output, list(result.shape), "FP32")
        asked = payload.request_outputs or []
        binary = any((each.parameters or {}).get("binary_data") for each in asked)
        output.set_data_from_numpy(result, binary_data=binary)
        return InferResponse(payload.id or generate_uuid(), "m", [output])


if __name__ == "__main__":
    model = Served()
    model.load()
    ModelServer(
        http_port=int(os.environ["PEER_PORT"]),
        grpc_port=int(os.environ["PEER_GRPC_PORT"]),
        workers=int(os.environ["PEER_WORKERS"]),
        enable_docs_url=False,
        access_log_format=None,
    ).start([model])
