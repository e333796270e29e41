"""The model that each peer serves: one ONNX Runtime session, as many threads as it is told."""

import os

import numpy
import onnxruntime


class Encoder:
    """Rows of tokens in, one vector a row out; a model without tokens gives back what it gets."""

    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ["PEER_THREADS"])
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            os.environ["PEER_MODEL"], options, providers=["CPUExecutionProvider"]
        )
        self.inputs = [each.name for each in self.session.get_inputs()]
        names = [each.name for each in self.session.get_outputs()]
        self.output = "sentence" if "sentence" in names else names[0]

    def __getstate__(self):
        """Servers that copy a model to their workers get one that opens the file anew."""
        return {}

    def __setstate__(self, state):
        self.__init__()

    def run(self, inputs):
        """From arrays by their names."""
        return self.session.run([self.output], inputs)[0]

    def encode(self, ids):
        """From tokens alone, none of which is padding."""
        ids = numpy.asarray(ids, dtype=numpy.int64)
        return self.run(
            {
                "input_ids": ids,
                "attention_mask": numpy.ones_like(ids),
                "token_type_ids": numpy.zeros_like(ids),
            }
        )
