"""BentoML with its batches: https://docs.bentoml.com/en/latest/get-started/adaptive-batching.html"""

import os
from typing import List

import bentoml
import numpy

from encoder import Encoder


@bentoml.service(workers=int(os.environ["PEER_WORKERS"]), traffic={"timeout": 60})
class Served:
    def __init__(self):
        self.encoder = Encoder()

    @bentoml.api(batchable=True, max_batch_size=16)
    def predict(self, ids: List[List[int]]) -> List[List[float]]:
        return self.encoder.encode(numpy.asarray(ids, dtype=numpy.int64)).tolist()
