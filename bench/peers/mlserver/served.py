"""MLServer with a runtime of its own and adaptive batches: https://mlserver.readthedocs.io/en/latest/user-guide/custom.html"""

import sys
from pathlib import Path

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse

sys.path.append(str(Path(__file__).parent.parent))

from encoder import Encoder  # noqa: E402


class Served(MLModel):
    async def load(self) -> bool:
        self.encoder = Encoder()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        inputs = {each.name: NumpyCodec.decode_input(each) for each in payload.inputs}
        result = self.encoder.run(inputs)
        output = NumpyCodec.encode_output(self.encoder.output, result)
        return InferenceResponse(id=payload.id, model_name=self.name, outputs=[output])
