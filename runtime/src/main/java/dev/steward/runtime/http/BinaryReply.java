package dev.steward.runtime.http;

import dev.steward.protocol.oip.InferRequestBody;
import dev.steward.protocol.oip.InferResponseBody;
import dev.steward.runtime.web.Answer;
import java.io.IOException;
import java.io.OutputStream;

/** An answer of the Open Inference Protocol with values after its JSON. */
record BinaryReply(InferResponseBody body, InferResponseBody.Lengths lengths) implements Reply {

  @Override
  public void head(Answer answer) {
    answer.type(Accepted.BYTES_TYPE);
    answer.header(InferRequestBody.HEADER, String.valueOf(lengths.json()));
    answer.length(lengths.whole());
  }

  @Override
  public void write(OutputStream out) throws IOException {
    body.write(out);
  }
}
