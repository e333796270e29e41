"""Ray Serve with its batches: https://docs.ray.io/en/latest/serve/advanced-guides/dyn-req-batch.html"""

import os
import signal

import ray
from ray import serve

from encoder import Encoder


@serve.deployment(
    num_replicas=int(os.environ["PEER_WORKERS"]),
    max_ongoing_requests=200,
    ray_actor_options={"num_cpus": 1},
)
class Served:
    def __init__(self):
        self.encoder = Encoder()

    @serve.batch(max_batch_size=16, batch_wait_timeout_s=0.002)
    async def encode(self, rows):
        return self.encoder.encode(rows).tolist()

    async def __call__(self, request):
        body = await request.json()
        return {"sentence": [await self.encode(body["ids"][0])]}


if __name__ == "__main__":
    ray.init(num_cpus=int(os.environ["PEER_WORKERS"]), include_dashboard=False, log_to_driver=False)
    serve.start(http_options={"host": "127.0.0.1", "port": int(os.environ["PEER_PORT"])})
    serve.run(Served.bind(), route_prefix="/predict")
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    serve.shutdown()
    ray.shutdown()
