package dev.steward.runtime.http;

import dev.steward.protocol.oip.InferRequestBody;
import dev.steward.protocol.oip.InferResponseBody;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** An answer of the Open Inference Protocol with values after its JSON. */
record BinaryReply(InferResponseBody body, InferResponseBody.Lengths lengths) implements Reply {

  @Override
  public void head(HttpServletResponse response) {
    response.setContentType(Accepted.BYTES_TYPE);
    response.setHeader(InferRequestBody.HEADER, String.valueOf(lengths.json()));
    response.setContentLengthLong(lengths.whole());
  }

  @Override
  public void write(OutputStream out) throws IOException {
    body.write(out);
  }
}
