"""LitServe with its batches: https://lightning.ai/docs/litserve/features/batching"""

import os

import litserve
import numpy

from encoder import Encoder


class Served(litserve.LitAPI):
    def setup(self, device):
        self.encoder = Encoder()

    def decode_request(self, request):
        return request["ids"][0]

    def batch(self, inputs):
        return numpy.asarray(inputs, dtype=numpy.int64)

    def predict(self, rows):
        return self.encoder.encode(rows)

    def unbatch(self, output):
        return list(output)

    def encode_response(self, row):
        return {"sentence": [row.tolist()]}


if __name__ == "__main__":
    api = Served(max_batch_size=16, batch_timeout=0.002, api_path="/predict")
    litserve.LitServer(
        api, accelerator="cpu", workers_per_device=int(os.environ["PEER_WORKERS"])
    ).run(port=int(os.environ["PEER_PORT"]), host="127.0.0.1", generate_client_file=False)
